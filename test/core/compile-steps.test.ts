import assert from 'node:assert/strict';
import { Cluster, type ClusterBounds } from '../../src/core/cluster.ts';
import type { NetworkPolicy, Pod } from '../../src/core/model.ts';
import { readNetworkPolicy } from '../../src/kube/read/policy.ts';
import { output } from './cluster-paths.ts';

const SUBJECT = 'x/subject';

function pod(key: string, address: string, labels: Pod['labels'] = {}): Pod {
  const [namespace, name] = key.split('/') as [string, string];
  const state = { hostNetwork: false, finished: false, terminating: false };
  return { namespace, name, uid: key, labels, node: 'n', ...state, addresses: [address], ports: [] };
}

function policy(key: string, ...apps: readonly string[]): NetworkPolicy {
  const [namespace, name] = key.split('/') as [string, string];
  const ingress = apps.map(app => ({ from: [{ namespaceSelector: {}, podSelector: { matchLabels: { app } } }] }));
  const metadata = { namespace, name, uid: key };
  const object = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec: { podSelector: {}, ingress } };
  return readNetworkPolicy(object).value!;
}

/** Namespaces x and y, the subject, and ten pods of each of the apps a to e in y. */
function cluster(bounds?: ClusterBounds): Cluster {
  const state = new Cluster(bounds);
  for (const name of ['x', 'y']) state.set('namespace', { name, labels: {} });
  state.set('pod', pod(SUBJECT, '10.0.0.1'));
  for (const [row, app] of ['a', 'b', 'c', 'd', 'e'].entries()) {
    for (let index = 0; index < 10; index++) state.set('pod', pod(`y/${app}${index}`, `10.1.${row}.${index * 2}`, { app }));
  }
  return state;
}

function copy(state: Cluster, bounds?: ClusterBounds): Cluster {
  const other = new Cluster(bounds);
  for (const kind of ['namespace', 'pod', 'policy'] as const) for (const object of state.values(kind)) other.set(kind, object);
  return other;
}

describe('core/cluster: compiling in steps', () => {
  it('builds one index in each step, and leaves nothing to compute', () => {
    const state = cluster();
    state.set('policy', policy('x/p', 'a', 'b', 'c', 'd', 'e'));
    const steps = [...state.compileProgress(SUBJECT).steps()];
    assert.ok(steps.length >= 10);
    assert.equal(state.compileProgress(SUBJECT).isCurrent, true);
  });

  const CHANGES: Readonly<Record<string, (state: Cluster) => void>> = {
    'a peer comes': state => state.set('pod', pod('y/new', '10.2.0.1', { app: 'a' })),
    'a peer changes its label': state => state.set('pod', pod('y/a0', '10.1.0.0', { app: 'b' })),
    'a peer goes': state => state.delete('pod', 'y/e9'),
    'the namespace of the peers goes': state => state.delete('namespace', 'y'),
    'the policy changes': state => state.set('policy', policy('x/p', 'e', 'f')),
    'the policy goes': state => state.delete('policy', 'x/p'),
    'another policy comes': state => state.set('policy', policy('x/q', 'c')),
    'the pod changes': state => state.set('pod', pod(SUBJECT, '10.0.0.9', { app: 'a' })),
    'the pod goes': state => state.delete('pod', SUBJECT),
  };

  for (const [name, change] of Object.entries(CHANGES)) {
    it(`equals the result of the last state, whenever ${name}`, () => {
      for (let at = 0; at < 14; at++) {
        const state = cluster();
        state.set('policy', policy('x/p', 'a', 'b', 'c', 'd', 'e'));
        const steps = state.compileProgress(SUBJECT).steps();
        for (let step = 0; step < at; step++) steps.next();
        change(state);
        for (const _step of steps);
        assert.equal(output(state), output(copy(state)));
      }
    });
  }

  it('equals the result of the last state if the policies change in every step', () => {
    const state = cluster();
    state.set('policy', policy('x/p', 'a', 'b'));
    let changes = 0;
    for (const _step of state.compileProgress(SUBJECT).steps()) state.set('policy', policy('x/p', 'a', `v${++changes}`));
    assert.ok(changes > 3);
    assert.equal(output(state), output(copy(state)));
  });

  it('keeps a result if the policies change in every step, for callers that accept one that is not current', () => {
    const state = cluster();
    state.set('policy', policy('x/p', 'a', 'b'));
    let changes = 0;
    for (const _step of state.compileProgress(SUBJECT).steps()) state.set('policy', policy('x/p', 'a', `v${++changes}`));
    const last = state.compile(SUBJECT, true);
    assert.equal(state.compileProgress(SUBJECT).isCurrent, false);
    assert.equal(state.compile(SUBJECT, true), last);
    state.set('pod', pod(SUBJECT, '10.0.0.9'));
    assert.equal(state.compile(SUBJECT, true), state.compile(SUBJECT));
    assert.equal(state.compileProgress(SUBJECT).isCurrent, true);
  });

  it('can be given up at any step', () => {
    const state = cluster();
    state.set('policy', policy('x/p', 'a', 'b', 'c'));
    const steps = state.compileProgress(SUBJECT).steps();
    steps.next();
    steps.next();
    steps.return(undefined);
    assert.equal(state.compileProgress(SUBJECT).isPrepared, false);
    assert.equal(output(state), output(copy(state)));
  });

  it('a change of policies in another namespace leaves nothing to compute', () => {
    const state = cluster();
    state.set('policy', policy('x/p', 'a'));
    state.compile(SUBJECT);
    state.set('policy', policy('y/p', 'a', 'b'));
    assert.equal(state.compileProgress(SUBJECT).isCurrent, true);
  });

  it('pods with the same policies share their grants', () => {
    const state = cluster();
    state.set('policy', policy('x/p', 'a', 'b'));
    state.set('pod', pod('x/twin', '10.0.0.2'));
    const [one, other] = [state.compile(SUBJECT)!.value.ingress, state.compile('x/twin')!.value.ingress];
    assert.ok(one !== 'open' && one === other);
  });
});

describe('core/cluster: a policy whose peers select too many pods', () => {
  const bounds = { maxMatches: 30 };

  function compiled(state: Cluster) {
    const { value, issues } = state.compile(SUBJECT)!;
    assert.ok(value.ingress !== 'open');
    return {
      policies: value.ingress.policies,
      grants: value.ingress.grants.map(grant => grant.policy),
      codes: issues.map(({ code }) => code),
    };
  }

  it('within the bound grants traffic', () => {
    const state = cluster(bounds);
    state.set('policy', policy('x/p', 'a', 'b', 'c'));
    assert.deepEqual(compiled(state), { policies: ['x/p'], grants: ['x/p', 'x/p', 'x/p'], codes: [] });
  });

  it('beyond it isolates its pods, grants nothing and is an error of each pod', () => {
    const state = cluster(bounds);
    state.set('policy', policy('x/p', 'a', 'b', 'c', 'd'));
    assert.deepEqual(compiled(state), { policies: ['x/p'], grants: [], codes: ['too-many-matches'] });
    const [issue] = state.compile(SUBJECT)!.issues;
    assert.equal(issue!.severity, 'error');
    assert.equal(issue!.policy, 'x/p');
    assert.match(issue!.message, /more than 30 pods in total/);
  });

  it('does not take the grants of other policies', () => {
    const state = cluster(bounds);
    state.set('policy', policy('x/p', 'a', 'b', 'c', 'd'));
    state.set('policy', policy('x/q', 'a'));
    assert.deepEqual(compiled(state), { policies: ['x/p', 'x/q'], grants: ['x/q'], codes: ['too-many-matches'] });
  });

  it('counts peers with equal selectors once', () => {
    const state = cluster(bounds);
    state.set('policy', policy('x/p', 'a', 'a', 'a', 'a', 'b', 'c'));
    assert.deepEqual(compiled(state).codes, []);
  });

  it('is enforced as soon as the pods are few enough, and no longer when they are too many', () => {
    const state = cluster(bounds);
    state.set('policy', policy('x/p', 'a', 'b', 'c'));
    state.set('pod', pod('y/one-more', '10.3.0.1', { app: 'c' }));
    assert.deepEqual(compiled(state).codes, ['too-many-matches']);
    state.delete('pod', 'y/one-more');
    assert.deepEqual(compiled(state).codes, []);
    assert.equal(output(state), output(copy(state, bounds)));
  });
});
