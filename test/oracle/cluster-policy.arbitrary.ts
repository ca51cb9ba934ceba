/** Random ClusterNetworkPolicies, most of them valid, with few distinct values. */
import fc from 'fast-check';
import type { RawClusterPolicy, RawDestination, RawTierPeer, RawTierProtocol, RawTierRule } from './cluster-policy.ts';
import { LABEL_KEYS, LABEL_VALUES, NAMESPACES, PORT_NAMES, PORTS } from './policy.arbitrary.ts';
import type { RawRequirement, RawSelector } from './raw.ts';

export interface TierKnobs {
  /** NotIn and DoesNotExist, named ports, SCTP. */
  readonly unsupported: boolean;
  /** Fields, values and empty objects that only a changed CRD or a newer API can store. */
  readonly odd: boolean;
}

function selector(keys: readonly string[], values: readonly string[], { unsupported, odd }: TierKnobs): fc.Arbitrary<RawSelector> {
  const key = fc.constantFrom(...keys);
  const listed = fc.record({
    key,
    operator: fc.constantFrom<'In' | 'NotIn'>('In', ...(unsupported ? (['NotIn'] as const) : [])),
    values: fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 2 }),
  });
  const existing = fc.record({
    key,
    operator: fc.constantFrom<'Exists' | 'DoesNotExist'>('Exists', ...(unsupported ? (['DoesNotExist'] as const) : [])),
  });
  const strange = fc.constantFrom(
    { key: 'a', operator: 'Gt', values: ['1'] },
    { key: 'a', operator: 'In', values: [] },
  ) as fc.Arbitrary<RawRequirement>;
  const one = fc.oneof({ arbitrary: listed, weight: 6 }, { arbitrary: existing, weight: 3 }, { arbitrary: strange, weight: odd ? 1 : 0 });
  return fc.oneof(
    fc.constant<RawSelector>({}),
    fc.record({ matchExpressions: fc.array(one, { minLength: 1, maxLength: 2 }) }),
    fc.record({ matchLabels: fc.dictionary(key, fc.constantFrom(...values), { minKeys: 1, maxKeys: 1, noNullPrototype: true }) }),
  );
}

function namespaces(knobs: TierKnobs): fc.Arbitrary<RawSelector> {
  return fc.oneof(selector(LABEL_KEYS, LABEL_VALUES, knobs), selector(['kubernetes.io/metadata.name'], NAMESPACES, knobs));
}

function pods(knobs: TierKnobs) {
  return fc.record(
    { namespaceSelector: namespaces(knobs), podSelector: selector(LABEL_KEYS, LABEL_VALUES, knobs) },
    { requiredKeys: ['podSelector'], noNullPrototype: true },
  );
}

const network = fc.constantFrom(
  '0.0.0.0/0',
  '10.0.0.0/29',
  '10.0.0.0/30',
  '10.0.0.2/31',
  '10.0.0.3/32',
  '10.0.0.0/24',
  '::/0',
  'fd00::/124',
  'fd00::2/127',
);

function peer(direction: 'ingress' | 'egress', knobs: TierKnobs): fc.Arbitrary<RawTierPeer> {
  const strange = fc.constantFrom<RawTierPeer>(
    {},
    { domainNames: ['example.org'] },
    { nodes: {} },
    { namespaces: {}, future: {} } as RawTierPeer,
    { pods: {} },
  );
  return fc.oneof(
    { arbitrary: fc.record({ namespaces: namespaces(knobs) }), weight: 6 },
    { arbitrary: fc.record({ pods: pods(knobs) }), weight: 6 },
    { arbitrary: fc.record({ networks: fc.uniqueArray(network, { minLength: 1, maxLength: 2 }) }), weight: direction === 'egress' ? 8 : 0 },
    { arbitrary: strange, weight: knobs.odd ? 1 : 0 },
  );
}

const destination: fc.Arbitrary<RawDestination> = fc.oneof(
  fc.constantFrom(...PORTS).map(number => ({ destinationPort: { number } })),
  fc
    .tuple(fc.constantFrom(...PORTS), fc.constantFrom(...PORTS))
    .filter(([a, b]) => a !== b)
    .map(([a, b]) => ({ destinationPort: { range: { start: Math.min(a, b), end: Math.max(a, b) } } })),
);

function protocol({ unsupported, odd }: TierKnobs): fc.Arbitrary<RawTierProtocol> {
  return fc.oneof(
    { arbitrary: fc.record({ tcp: destination }), weight: 6 },
    { arbitrary: fc.record({ udp: destination }), weight: 3 },
    { arbitrary: fc.record({ sctp: destination }), weight: unsupported ? 2 : 0 },
    { arbitrary: fc.record({ destinationNamedPort: fc.constantFrom(...PORT_NAMES) }), weight: unsupported ? 2 : 0 },
    { arbitrary: fc.constantFrom<RawTierProtocol>({}, { tcp: {} }), weight: odd ? 1 : 0 },
  );
}

function rule(direction: 'ingress' | 'egress', knobs: TierKnobs): fc.Arbitrary<RawTierRule> {
  const action = fc.oneof(
    { arbitrary: fc.constantFrom('Accept', 'Deny', 'Pass'), weight: 15 },
    { arbitrary: fc.constant('Log'), weight: knobs.odd ? 1 : 0 },
  );
  const peers = fc.array(peer(direction, knobs), { minLength: 1, maxLength: 2 });
  const protocols = fc.array(protocol(knobs), { minLength: 1, maxLength: 2 });
  const [field, other] = direction === 'ingress' ? (['from', 'to'] as const) : (['to', 'from'] as const);
  return fc
    .record({ action, [field]: peers, protocols, name: fc.constant('r') }, { requiredKeys: ['action', field], noNullPrototype: true })
    .map(one => one as unknown as RawTierRule)
    .chain(one => (knobs.odd ? fc.constantFrom(one, one, one, one, one, { ...one, [other]: [] }) : fc.constant(one)));
}

/** @returns A function of the policy's index in the list, which makes its name unique. */
export function clusterPolicy(knobs: TierKnobs): fc.Arbitrary<(index: number) => RawClusterPolicy> {
  const subject = fc.oneof(fc.record({ namespaces: namespaces(knobs) }), fc.record({ pods: pods(knobs) }));
  const strange = fc.constantFrom<RawClusterPolicy['spec']['subject']>({}, { pods: {} });
  return fc
    .record(
      {
        tier: fc.oneof(
          { arbitrary: fc.constantFrom('Admin', 'Baseline'), weight: 30 },
          { arbitrary: fc.constant('Future'), weight: knobs.odd ? 1 : 0 },
        ),
        priority: fc.constantFrom(0, 5, 5, 1000),
        subject: fc.oneof({ arbitrary: subject, weight: 30 }, { arbitrary: strange, weight: knobs.odd ? 1 : 0 }),
        ingress: fc.array(rule('ingress', knobs), { maxLength: 3 }),
        egress: fc.array(rule('egress', knobs), { maxLength: 3 }),
      },
      { requiredKeys: ['tier', 'priority', 'subject'], noNullPrototype: true },
    )
    .map(spec => index => ({
      apiVersion: 'policy.networking.k8s.io/v1beta1',
      kind: 'ClusterNetworkPolicy',
      metadata: { name: `cnp${index}`, uid: `uid-cnp${index}` },
      spec,
    }));
}
