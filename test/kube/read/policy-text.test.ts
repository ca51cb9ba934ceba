import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readNetworkPolicy } from '../../../src/kube/read/policy.ts';
import { TOO_LONG } from '../../../src/kube/read/policy-entries.ts';
import { parsePolicyEvent } from '../../../src/kube/read/policy-text.ts';

const MAX = 4;

interface Event {
  readonly object: { readonly spec: Readonly<Record<string, unknown>> };
}

function event(spec: unknown, metadata: object = {}): object {
  const object = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    spec,
    metadata: { namespace: 'demo', name: 'p', uid: 'u', ...metadata },
  };
  return { type: 'ADDED', object };
}

const rules = (count: number) => Array.from({ length: count }, (_, index) => ({ ports: [{ port: 1 + index }] }));
const parsed = (value: object) => parsePolicyEvent(JSON.stringify(value), MAX) as Event;

describe('kube/read: the text of a policy', () => {
  const KEPT: Readonly<Record<string, object>> = {
    'as many items as the maximum': event({ podSelector: {}, ingress: rules(1), egress: rules(1) }),
    'empty lists': event({ podSelector: {}, ingress: [{}, { from: [], ports: [] }], egress: [] }),
    'long lists elsewhere': event(
      { podSelector: { matchExpressions: rules(9) }, ingress: rules(2) },
      { finalizers: rules(9), ingress: rules(9) },
    ),
    'the same keys elsewhere': event(
      { podSelector: { matchLabels: { ingress: 'x' } } },
      { annotations: { spec: JSON.stringify({ ingress: rules(9) }) } },
    ),
    'quotes and backslashes in texts': event(
      { podSelector: {}, ingress: [] },
      { annotations: { a: '\\', 'b"': '\\"ingress":[1,2,3,4,5,6]' } },
    ),
    'a list in the place of an object': event([{ ingress: rules(9) }]),
  };
  for (const [name, value] of Object.entries(KEPT)) it(`${name}: read in full`, () => assert.deepEqual(parsed(value), value));

  const CUT: Readonly<Record<string, { readonly spec: object; readonly cut: readonly string[] }>> = {
    'too many rules': { spec: { podSelector: {}, ingress: rules(3) }, cut: ['ingress'] },
    'too many rules of both directions together': {
      spec: { ingress: rules(2), podSelector: {}, egress: rules(2) },
      cut: ['ingress', 'egress'],
    },
    'too many ports of one rule, with line breaks': { spec: { egress: [{ ports: [1, 2, 3, 4, 5] }], ingress: [] }, cut: ['egress'] },
  };
  for (const [name, { spec, cut }] of Object.entries(CUT)) {
    it(`${name}: not read`, () => {
      const value = event(spec, { annotations: { after: 'kept' } }) as Event;
      const expected = { ...value, object: { ...value.object, spec: { ...spec, ...Object.fromEntries(cut.map(key => [key, TOO_LONG])) } } };
      for (const indent of [undefined, 1]) assert.deepEqual(parsePolicyEvent(JSON.stringify(value, null, indent), MAX), expected);
    });
  }

  it('a policy with too many items reads as if its text were parsed', () => {
    const anySpec = fc.record({
      podSelector: fc.constant({ matchLabels: { app: 'a' } }),
      ingress: fc.nat(6).map(rules),
      egress: fc.nat(6).map(rules),
      policyTypes: fc.subarray(['Ingress', 'Egress']),
    });
    const read = (value: object) => readNetworkPolicy((value as { object: unknown }).object, { maxEntries: MAX });
    fc.assert(fc.property(anySpec, spec => assert.deepEqual(read(parsed(event(spec))), read(event(spec)))));
  });

  it('text that is no JSON is an error', () => {
    for (const text of ['{"object":{"spec":{"ingress":[1,2,3,4,5,6]', '"'.repeat(99), `${JSON.stringify(event({ ingress: rules(9) }))}}`])
      assert.throws(() => parsePolicyEvent(text, MAX), SyntaxError);
  });
});
