import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { NetworkPolicy, Rule } from '../../../src/core/model.ts';
import { readNamespace } from '../../../src/kube/read/namespace.ts';
import { readNode } from '../../../src/kube/read/node.ts';
import { readPod } from '../../../src/kube/read/pod.ts';
import { readNetworkPolicy } from '../../../src/kube/read/policy.ts';
import type { Read } from '../../../src/kube/read/read.ts';

const READERS: readonly [kind: string, read: (object: unknown) => Read<unknown>][] = [
  ['pod', object => readPod(object)],
  ['namespace', readNamespace],
  ['node', readNode],
  ['policy', object => readNetworkPolicy(object)],
  ['strict policy', object => readNetworkPolicy(object, { strict: true })],
];

// Objects whose fields have the API's names and any values at all, so that every reader is met at every depth.
const json = fc.jsonValue({ maxDepth: 2 });
const WORDS = ['Ingress', 'TCP', 'In', 'Exists', 'a', '10.0.0.0/8', '10.1.0.0/16', 'http', '', '-'];
const scalar = fc.oneof({ weight: 6, arbitrary: fc.constantFrom<unknown>(...WORDS) }, { weight: 2, arbitrary: fc.integer() }, json);
const some = (shape: Record<string, fc.Arbitrary<unknown>>) =>
  fc.oneof({ weight: 8, arbitrary: fc.record(shape, { requiredKeys: [] }) }, json);
const list = (item: fc.Arbitrary<unknown>) => fc.oneof({ weight: 8, arbitrary: fc.array(item, { maxLength: 3 }) }, json);
const labels = fc.oneof(fc.dictionary(fc.constantFrom('a', 'b/c', '', '__proto__', 'x y'), scalar), json);
const selector = some({ matchLabels: labels, matchExpressions: list(some({ key: scalar, operator: scalar, values: list(scalar) })) });
const ports = list(some({ protocol: scalar, port: scalar, endPort: scalar, other: scalar }));
const peers = list(
  some({ podSelector: selector, namespaceSelector: selector, ipBlock: some({ cidr: scalar, except: list(scalar) }), other: scalar }),
);
const metadata = fc.oneof(
  fc.constant({ namespace: 'demo', name: 'a' }),
  some({ name: scalar, namespace: scalar, labels, annotations: labels }),
);
const rules = list(some({ from: peers, to: peers, ports }));
const policy = fc.record({ metadata, spec: some({ podSelector: selector, policyTypes: list(scalar), ingress: rules, egress: rules }) });
const containers = list(some({ restartPolicy: scalar, ports: list(some({ name: scalar, containerPort: scalar, protocol: scalar })) }));
const pod = fc.record({
  metadata,
  spec: some({ nodeName: scalar, hostNetwork: scalar, containers, initContainers: containers }),
  status: some({
    phase: scalar,
    podIP: scalar,
    podIPs: list(some({ ip: scalar })),
    addresses: list(some({ type: scalar, address: scalar })),
  }),
});

// biome-ignore lint/suspicious/noExplicitAny: the tests change the shape of raw JSON
type Raw = any;

const isAbsent = (value: unknown): boolean => value === undefined || value === null || (Array.isArray(value) && value.length === 0);
const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The raw rule at `spec.ingress[3]`. */
const rawRule = (raw: Raw, rule: Rule): Raw => {
  const [, direction, index] = /^spec\.(ingress|egress)\[(\d+)\]$/.exec(rule.path)!;
  return raw.spec[direction!][Number(index)] ?? {};
};

function assertNothingOpened(raw: Raw, value: NetworkPolicy): void {
  // No expression and no label of a selector is lost, so that it selects no more than its text.
  const selects = (written: Raw, read: { matchLabels: object; matchExpressions: readonly unknown[] }) => {
    assert.equal(Object.keys(read.matchLabels).length, Object.keys(written?.matchLabels ?? {}).length);
    assert.equal(read.matchExpressions.length, (written?.matchExpressions ?? []).length);
  };
  // A podSelector that lost a part selects more, so the policy must not grant traffic.
  if ([...(value.ingress ?? []), ...(value.egress ?? [])].length > 0) selects(raw.spec?.podSelector, value.podSelector);
  for (const [direction, field] of [['ingress', 'from'] as const, ['egress', 'to'] as const]) {
    for (const rule of value[direction] ?? []) {
      const written = rawRule(raw, rule);
      assert.ok(isObject(written));
      if (rule.peers === 'any') assert.ok(isAbsent(written[field]));
      else assert.ok(rule.peers.length <= written[field].length);
      if (rule.ports === 'any') assert.ok(isAbsent(written.ports));
      else assert.ok(rule.ports.length <= written.ports.length);
      for (const peer of rule.peers === 'any' ? [] : rule.peers) {
        const rawPeer = written[field][Number(/\[(\d+)\]$/.exec(peer.path)![1])];
        if (peer.kind === 'ipBlock') {
          assert.equal(peer.except.length, (rawPeer.ipBlock.except ?? []).length);
        } else {
          selects(rawPeer.podSelector, peer.pods);
          if (peer.namespaces === 'same') assert.ok(isAbsent(rawPeer.namespaceSelector));
          else selects(rawPeer.namespaceSelector, peer.namespaces);
        }
      }
    }
  }
}

describe('kube readers and any input', () => {
  for (const [kind, read] of READERS) {
    it(`${kind}: any JSON value is read or rejected with an issue, without an exception`, () => {
      fc.assert(
        fc.property(fc.oneof(json, policy, pod), object => {
          const { value, issues } = read(object);
          assert.ok(value !== undefined || issues.some(issue => issue.severity === 'error'));
          for (const issue of issues) assert.ok(issue.message.length > 0);
        }),
        { numRuns: 1000 },
      );
    });

    it(`${kind}: reading does not change the object, and repeating it gives the same result`, () => {
      fc.assert(
        fc.property(fc.oneof(policy, pod), object => {
          const before = JSON.stringify(object);
          assert.deepEqual(read(object), read(object));
          assert.equal(JSON.stringify(object), before);
        }),
      );
    });
  }

  it('a policy with any invalid parts grants and selects no more than its text, and still isolates', () => {
    fc.assert(
      fc.property(policy, raw => {
        const { value } = readNetworkPolicy(raw);
        if (!value) return;
        assertNothingOpened(raw, value);
        assert.ok(value.ingress || value.egress);
      }),
      { numRuns: 3000 },
    );
  });

  it('strict reading has a value only if ordinary reading has the same value and no error', () => {
    fc.assert(
      fc.property(policy, raw => {
        const strict = readNetworkPolicy(raw, { strict: true });
        if (strict.value) assert.deepEqual(strict, readNetworkPolicy(raw));
        else assert.ok(strict.issues.some(issue => issue.severity === 'error'));
      }),
      { numRuns: 1000 },
    );
  });
});
