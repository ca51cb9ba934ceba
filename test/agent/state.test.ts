import assert from 'node:assert/strict';
import sinon from 'sinon';
import { ClusterState } from '../../src/agent/state.ts';
import { addressSet } from '../../src/core/address.ts';
import type { Issue } from '../../src/core/issue.ts';
import type { Isolated } from '../../src/core/pod-policy.ts';
import { pod, policy } from './objects.ts';

const plain = policy('p', { podSelector: {}, ingress: [{ ports: [{ port: 80 }] }] });
const named = policy('p', { podSelector: {}, ingress: [{ ports: [{ port: 80 }, { port: 'http' }] }] });
const negative = policy('p', { podSelector: { matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] } });
const INVALID: Issue = { severity: 'error', code: 'invalid', policy: 'demo/p', path: 'spec.ingress', message: 'must be a list' };

describe('agent/state', () => {
  const bell = sinon.stub<[], void>();
  let state: ClusterState;

  beforeEach(() => {
    bell.resetHistory();
    state = new ClusterState({ onUnsupported: 'reject-item', changed: bell });
  });

  const codes = () => state.findings().map(({ key, whole, issues }) => [key, whole, ...issues.map(({ code }) => code)]);

  it('adds a supported policy unchanged', () => {
    state.set('policy', plain);
    assert.deepEqual(state.cluster.get('policy', 'demo/p'), plain);
    assert.deepEqual(codes(), []);
  });

  it('adds the remaining part of an unsupported policy, and keeps the reasons', () => {
    state.set('policy', named);
    assert.equal((state.cluster.get('policy', 'demo/p')!.ingress![0]!.ports as unknown[]).length, 1);
    assert.deepEqual(codes(), [['demo/p', false, 'unsupported-named-port']]);
  });

  it('one whose podSelector is rejected isolates the pods it selects and allows no traffic', () => {
    state.set('policy', { ...negative, ingress: plain.ingress! });
    assert.deepEqual(state.cluster.get('policy', 'demo/p'), { ...negative, ingress: [] });
    assert.deepEqual(codes(), [['demo/p', false, 'unsupported-negative-selector']]);
    assert.equal(state.findings()[0]!.closes, true);
  });

  describe('closed pods', () => {
    beforeEach(() => {
      for (const name of ['b', 'a']) state.set('pod', pod(name, '10.0.0.1'));
      state.set('pod', pod('labelled', '10.0.0.2', { app: 'x' }));
      state.set('pod', { ...pod('host', '10.0.0.9'), hostNetwork: true });
      state.set('policy', named);
    });

    it('are those that a policy with a rejected podSelector isolates, by policy and pod', () => {
      state.set('policy', { ...negative, name: 'q', egress: [] });
      assert.deepEqual(
        state.closedPods().map(({ severity, code, policy, pod, path, message }) => [severity, code, policy, pod, path, message]),
        ['demo/a', 'demo/b'].map(key => [
          'warning',
          'unsupported-negative-selector',
          'demo/q',
          key,
          'spec.podSelector',
          'isolated for ingress and egress and allowed no traffic by this policy, because its podSelector is rejected',
        ]),
      );
    });

    it('are none after the policy is corrected', () => {
      state.set('policy', negative);
      assert.equal(state.closedPods().length, 2);
      state.set('policy', plain);
      assert.deepEqual(state.closedPods(), []);
    });

    it('are none with reject-policy', () => {
      state = new ClusterState({ onUnsupported: 'reject-policy', changed: bell });
      state.set('pod', pod('a', '10.0.0.1'));
      state.set('policy', negative);
      assert.deepEqual(state.closedPods(), []);
    });
  });

  it('removes the earlier version of a fully rejected policy, but keeps its key', () => {
    state = new ClusterState({ onUnsupported: 'reject-policy', changed: bell });
    state.set('policy', plain);
    state.set('policy', negative);
    assert.equal(state.cluster.get('policy', 'demo/p'), undefined);
    assert.deepEqual([...state.keys('policy')], ['demo/p']);
    assert.deepEqual(codes(), [['demo/p', true, 'unsupported-negative-selector']]);
    state.delete('policy', 'demo/p');
    assert.deepEqual([...state.keys('policy')], []);
    assert.deepEqual(codes(), []);
  });

  it('has the UID and generation of the policy in a finding', () => {
    const identity = () => state.findings().map(({ uid, generation }) => [uid, generation]);
    state.set('policy', { ...negative, generation: 4 });
    assert.deepEqual(identity(), [['uid-of-p', 4]]);
    state.set('policy', { ...plain, generation: 5 });
    state.unread('policy', 'demo/p', [INVALID]);
    assert.deepEqual(identity(), [['uid-of-p', 5]]);
  });

  it('has no findings for a corrected policy', () => {
    state.set('policy', named);
    state.set('policy', plain);
    assert.deepEqual(codes(), []);
  });

  it('rejects whole policies in the other mode', () => {
    state = new ClusterState({ onUnsupported: 'reject-policy', changed: bell });
    state.set('policy', plain);
    state.set('policy', named);
    assert.equal(state.cluster.get('policy', 'demo/p'), undefined);
    assert.deepEqual(codes(), [['demo/p', true, 'unsupported-named-port']]);
  });

  it('merges read errors and unsupported features into one finding', () => {
    state.set('policy', named);
    state.unread('policy', 'demo/p', [INVALID]);
    assert.deepEqual(codes(), [['demo/p', false, 'invalid', 'unsupported-named-port']]);
    assert.equal(state.findings()[0]!.uid, 'uid-of-p');
    state.unread('policy', 'demo/p', []);
    assert.deepEqual(codes(), [['demo/p', false, 'unsupported-named-port']]);
  });

  it('lists 50 issues of a policy with 90,000 rejected entries, and counts the others', () => {
    const ports = Array.from({ length: 90_000 }, () => ({ port: 'http' }));
    state.set('policy', policy('p', { podSelector: {}, ingress: [{ ports }] }, { maxEntries: 100_000 }));
    state.unread('policy', 'demo/p', [INVALID]);
    const { issues } = state.findings()[0]!;
    assert.equal(issues.length, 51);
    assert.equal(
      issues.reduce((sum, { unlisted = 1 }) => sum + unlisted, 0),
      90_001,
    );
  });

  it('lists as many issues as the setting allows', () => {
    state = new ClusterState({ onUnsupported: 'reject-item', maxIssues: 2 });
    state.set('policy', policy('p', { podSelector: {}, ingress: [{ ports: Array.from({ length: 5 }, () => ({ port: 'http' })) }] }));
    assert.deepEqual(
      state.findings()[0]!.issues.map(({ unlisted }) => unlisted),
      [undefined, undefined, 3],
    );
  });

  it('keeps the findings, and each finding, until it changes', () => {
    for (let index = 0; index < 3; index++) state.set('policy', { ...named, name: `p${index}` });
    const before = state.findings();
    state.set('pod', pod('a', '10.0.0.1'));
    state.set('policy', { ...plain, name: 'other' });
    assert.equal(state.findings(), before);
    state.set('policy', { ...plain, name: 'p1' });
    assert.deepEqual(
      state.findings().map(finding => before.includes(finding)),
      [true, true],
    );
  });

  it('does not enforce an unreadable policy', () => {
    state.unread('policy', 'demo/q', [INVALID]);
    assert.deepEqual(codes(), [['demo/q', true, 'invalid']]);
  });

  describe('API objects', () => {
    const metadata = { namespace: 'demo', name: 'p', uid: 'uid-of-p' };
    const raw = (spec: object) => ({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec });

    it('are read and rejected like objects of a watch', () => {
      state.load('policy', raw({ podSelector: {}, ingress: [{ ports: [{ port: 80 }, { port: 'http' }] }] }));
      assert.deepEqual(state.cluster.get('policy', 'demo/p')!.ingress![0]!.ports, plain.ingress![0]!.ports);
      assert.deepEqual(codes(), [['demo/p', false, 'unsupported-named-port']]);
      state.load('policy', raw({ podSelector: {}, ingress: [{ ports: [{ port: 80 }] }] }));
      assert.deepEqual(codes(), []);
    });

    it('with invalid label values from an older API server isolate their pods: In ignores such a value, NotIn always matches it', () => {
      const values = (operator: string, ...list: string[]) => ({ matchExpressions: [{ key: 'app', operator, values: list }] });
      state.load('namespace', { metadata: { name: 'demo' } });
      state.set('pod', pod('a', '10.0.0.1'));
      state.set('pod', pod('b', '10.0.0.2', { app: 'a' }));
      state.set('pod', pod('c', '10.0.0.3', { app: 'c' }));
      state.load(
        'policy',
        raw({ podSelector: values('In', 'a b', 'a'), ingress: [{ from: [{ podSelector: values('In', 'c', 'c d') }] }] }),
      );
      const ingress = (key: string) => state.cluster.compile(key)!.value.ingress;
      assert.deepEqual([ingress('demo/a'), ingress('demo/c')], ['open', 'open']);
      const { policies, grants } = ingress('demo/b') as Isolated;
      assert.deepEqual(policies, ['demo/p']);
      assert.deepEqual(
        grants.map(({ peers }) => peers),
        [addressSet(['10.0.0.3'])],
      );
      assert.deepEqual(
        state.findings().map(({ whole, issues }) => [whole, issues.map(({ severity }) => severity)]),
        [[false, ['warning', 'warning']]],
      );
    });

    it('with an unreadable podSelector close the pods that the rest of it selects', () => {
      state.set('pod', pod('b', '10.0.0.2', { app: 'a' }));
      state.load('policy', raw({ podSelector: { matchLabels: { app: 'a' }, matchExpressions: 'x' }, ingress: [{}] }));
      assert.deepEqual(state.cluster.compile('demo/b')!.value.ingress, { policies: ['demo/p'], grants: [] });
      assert.deepEqual(codes(), [['demo/p', false, 'invalid']]);
    });

    it('with an error become findings. Strict reading rejects them fully', () => {
      const wrong = raw({ podSelector: {}, ingress: [{ ports: [{ port: 80 }, { port: 70_000 }] }] });
      assert.equal(state.load('policy', wrong, { strict: true }).value, undefined);
      assert.equal(state.cluster.get('policy', 'demo/p'), undefined);
      assert.deepEqual(codes(), [['demo/p', true, 'invalid']]);
      assert.ok(state.load('policy', wrong).value);
      assert.deepEqual(codes(), [['demo/p', false, 'invalid']]);
    });
  });

  it('notifies of effective changes only', () => {
    const one = pod('a', '10.0.0.1');
    const steps: readonly (readonly [rings: number, step: () => void])[] = [
      [1, () => state.set('pod', one)],
      [0, () => state.set('pod', structuredClone(one))],
      [1, () => state.set('pod', { ...one, labels: { app: 'x' } })],
      [1, () => state.delete('pod', 'demo/a')],
      [0, () => state.delete('pod', 'demo/a')],
      [1, () => state.set('policy', negative)],
      [0, () => state.set('policy', structuredClone(negative))],
      [1, () => state.delete('policy', 'demo/p')],
      [0, () => state.delete('policy', 'demo/p')],
      [1, () => state.unread('pod', 'demo/a', [INVALID])],
      [1, () => state.unread('pod', 'demo/a', [])],
      [0, () => state.unread('pod', 'demo/a', [])],
    ];
    for (const [index, [rings, step]] of steps.entries()) {
      bell.resetHistory();
      step();
      assert.equal(bell.callCount, rings, `step ${index}`);
    }
  });

  it('keeps the old object if the new one is equal, so that no policy is compiled again', () => {
    const one = pod('a', '10.0.0.1');
    state.set('pod', one);
    const compiled = state.cluster.compile('demo/a');
    state.set('pod', structuredClone(one));
    assert.equal(state.cluster.compile('demo/a'), compiled);
  });
});
