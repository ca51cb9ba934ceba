import assert from 'node:assert/strict';
import { readNetworkPolicy } from '../../../src/kube/read/policy.ts';
import { entriesOf } from '../../../src/kube/read/policy-entries.ts';

const object = (spec: object) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { namespace: 'demo', name: 'p', uid: 'u' },
  spec,
});
const peer = (app: string) => ({ podSelector: { matchLabels: { app } } });
const exists = (key: string) => ({ key, operator: 'Exists' });

describe('kube/read: the entries of a policy', () => {
  const ROWS: readonly (readonly [string, unknown, number])[] = [
    ['no rule', {}, 0],
    ['an empty rule', { ingress: [{}] }, 1],
    ['a peer with two labels', { ingress: [{ from: [{ podSelector: { matchLabels: { a: 'b', c: 'd' } } }] }] }, 4],
    [
      'a requirement with two values',
      { egress: [{ to: [{ podSelector: { matchExpressions: [{ key: 'a', operator: 'In', values: ['b', 'c'] }] } }] }] },
      5,
    ],
    [
      'an ipBlock with two exceptions',
      { egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16', '10.2.0.0/16'] } }] }] },
      4,
    ],
    ['two ports', { ingress: [{ ports: [{ port: 80 }, { port: 81 }] }] }, 3],
    ['values of the wrong type', { ingress: 'x', egress: null, other: 7 }, 0],
  ];
  for (const [name, raw, entries] of ROWS) it(`${name}: ${entries}`, () => assert.equal(entriesOf(raw, 100), entries));

  it('counting stops above the bound', () => {
    const long = Array.from({ length: 200_000 }, () => ({}));
    assert.ok(entriesOf({ ingress: long }, 100) > 100);
    assert.equal(entriesOf({ ingress: long }, 1_000_000), 200_000);
  });

  it('a value that contains itself is counted once', () => {
    const circular: Record<string, unknown> = { ingress: [{}] };
    circular.self = circular;
    assert.equal(entriesOf(circular, 100), 1);
  });
});

describe('kube/read: a policy with too many entries', () => {
  const maxEntries = 10;
  const rules = (count: number) => Array.from({ length: count }, (_, index) => ({ from: [peer(`a${index}`)] }));

  it('at the bound is read', () => {
    const { value, issues } = readNetworkPolicy(object({ podSelector: {}, ingress: [...rules(3), {}] }), { maxEntries });
    assert.equal(value!.ingress!.length, 4);
    assert.deepEqual(issues, []);
  });

  for (const strict of [false, true]) {
    it(`isolates its pods, allows no traffic and has one error${strict ? ', in strict reading, too' : ''}`, () => {
      const podSelector = { matchLabels: { app: 'web' } };
      const { value, issues } = readNetworkPolicy(object({ podSelector, ingress: rules(4), egress: rules(1) }), { maxEntries, strict });
      assert.deepEqual(value!.podSelector.matchLabels, { app: 'web' });
      assert.deepEqual([value!.ingress, value!.egress], [[], []]);
      assert.deepEqual(
        issues.map(({ severity, code, path }) => [severity, code, path]),
        [['error', 'too-many-entries', 'spec']],
      );
    });
  }

  it('keeps a direction open that policyTypes does not list', () => {
    const { value } = readNetworkPolicy(object({ podSelector: {}, policyTypes: ['Ingress'], ingress: rules(4), egress: rules(1) }), {
      maxEntries,
    });
    assert.deepEqual([value!.ingress, value!.egress], [[], undefined]);
  });

  it('counts the entries of directions without effect, too', () => {
    const { value } = readNetworkPolicy(object({ podSelector: {}, policyTypes: ['Ingress'], ingress: rules(1), egress: rules(4) }), {
      maxEntries,
    });
    assert.deepEqual([value!.ingress, value!.egress], [[], undefined]);
  });

  it('in its podSelector isolates every pod of the namespace', () => {
    const podSelector = { matchExpressions: Array.from({ length: 11 }, (_, index) => exists(`k${index}`)) };
    const { value, issues } = readNetworkPolicy(object({ podSelector, ingress: [{}] }), { maxEntries });
    assert.deepEqual(value!.podSelector, { matchLabels: {}, matchExpressions: [] });
    assert.deepEqual(value!.ingress, []);
    assert.deepEqual(
      issues.map(({ code, path }) => [code, path]),
      [['too-many-entries', 'spec.podSelector']],
    );
  });
});
