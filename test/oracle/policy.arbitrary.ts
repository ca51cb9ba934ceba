/** Random NetworkPolicies that an API server would accept. They use few distinct values, so that they match the cluster's pods and each other. */
import fc from 'fast-check';
import type { Features } from './features.ts';
import { ipBlock } from './ip-block.arbitrary.ts';
import type { RawPeer, RawPolicy, RawPolicySpec, RawPort, RawRequirement, RawRule, RawSelector } from './raw.ts';

export const NAMESPACES = ['default', 'x', 'y'] as const;
/** Most objects are in one namespace, so that they match each other. */
export const anyNamespace = fc.constantFrom<(typeof NAMESPACES)[number]>('x', 'x', 'x', 'default', 'y');
export const LABEL_KEYS = ['a', 'b'] as const;
export const LABEL_VALUES = ['', '1', '2'] as const;
export const PORT_NAMES = ['web', 'dns'] as const;
export const PORTS = [1, 53, 80, 81, 82, 65535] as const;

/** A record whose fields may also be missing or null, which mean the same to the API server. */
export function optional<T extends object>(fields: { [K in keyof T]?: fc.Arbitrary<T[K]> }): fc.Arbitrary<Partial<T>> {
  const nullable = Object.fromEntries(
    Object.entries(fields as Record<string, fc.Arbitrary<unknown>>).map(([name, value]) => [name, fc.option(value, { freq: 8 })]),
  );
  return fc.record(nullable, { requiredKeys: [], noNullPrototype: true }) as fc.Arbitrary<Partial<T>>;
}

const anyLabels = fc.dictionary(fc.constantFrom(...LABEL_KEYS), fc.constantFrom(...LABEL_VALUES), { maxKeys: 2, noNullPrototype: true });

function requirement(keys: readonly string[], values: readonly string[], features: Features): fc.Arbitrary<RawRequirement> {
  const key = fc.constantFrom(...keys);
  const listed = fc.record({
    key,
    operator: fc.constantFrom<'In' | 'NotIn'>(...(features.negativeSelectors ? (['In', 'NotIn', 'NotIn'] as const) : (['In'] as const))),
    values: fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 2 }),
  });
  const existing = fc.record(
    {
      key,
      operator: fc.constantFrom<'Exists' | 'DoesNotExist'>(
        ...(features.negativeSelectors ? (['Exists', 'DoesNotExist'] as const) : (['Exists'] as const)),
      ),
      values: fc.constantFrom<null | []>([], null),
    },
    { requiredKeys: ['key', 'operator'], noNullPrototype: true },
  );
  return fc.oneof(listed, existing);
}

const everything = fc.constantFrom<RawSelector>(
  {},
  { matchLabels: {} },
  { matchExpressions: [] },
  { matchLabels: null, matchExpressions: null },
);

function podSelector(features: Features): fc.Arbitrary<RawSelector> {
  const narrow = optional<RawSelector>({
    matchLabels: anyLabels,
    matchExpressions: fc.array(requirement(LABEL_KEYS, LABEL_VALUES, features), { maxLength: 2 }),
  });
  return fc.oneof(everything, narrow, narrow);
}

function namespaceSelector(features: Features): fc.Arbitrary<RawSelector> {
  const byName = fc.record({
    matchExpressions: fc.array(requirement(['kubernetes.io/metadata.name'], NAMESPACES, features), { minLength: 1, maxLength: 1 }),
  });
  return fc.oneof(podSelector(features), byName);
}

function peer(features: Features): fc.Arbitrary<RawPeer> {
  const pods = podSelector(features);
  const namespaces = namespaceSelector(features);
  return fc.oneof(
    fc.record({ podSelector: pods }),
    fc.record({ podSelector: pods, namespaceSelector: fc.constant(null), ipBlock: fc.constant(null) }),
    fc.record({ namespaceSelector: namespaces }),
    fc.record({ podSelector: pods, namespaceSelector: namespaces }),
    fc.record({ ipBlock: ipBlock(features) }),
    fc.record({ ipBlock: ipBlock(features), podSelector: fc.constant(null) }),
  );
}

function port(features: Features): fc.Arbitrary<RawPort> {
  const protocol = fc.constantFrom<'TCP' | 'UDP' | 'SCTP'>(
    ...(features.sctp ? (['TCP', 'TCP', 'UDP', 'SCTP'] as const) : (['TCP', 'UDP'] as const)),
  );
  const number = fc.constantFrom(...PORTS);
  const bare = optional<RawPort>({ protocol });
  const numbered = fc.tuple(bare, number).map(([entry, port]) => ({ ...entry, port }));
  const range = fc.tuple(bare, number, number).map(([entry, a, b]) => ({ ...entry, port: Math.min(a, b), endPort: Math.max(a, b) }));
  const unsaid = fc
    .tuple(bare, fc.constantFrom({ port: null }, { port: null, endPort: null }))
    .map(([entry, nothing]) => ({ ...entry, ...nothing }));
  const named = fc.tuple(bare, fc.constantFrom(...PORT_NAMES)).map(([entry, port]) => ({ ...entry, port }));
  return fc.oneof(bare, numbered, range, unsaid, ...(features.namedPorts ? [named, named] : []));
}

function rule(direction: 'from' | 'to', features: Features): fc.Arbitrary<RawRule> {
  const peers = fc.array(peer(features), { maxLength: 2 });
  const ports = fc.array(port(features), { maxLength: 2 });
  return direction === 'from' ? optional<RawRule>({ from: peers, ports }) : optional<RawRule>({ to: peers, ports });
}

/** @returns A function of the policy's index in the list, which makes its name unique. */
export function policy(features: Features): fc.Arbitrary<(index: number) => RawPolicy> {
  const types = fc.constantFrom<('Ingress' | 'Egress')[]>(
    [],
    ['Ingress'],
    ['Egress'],
    ['Ingress', 'Egress'],
    ['Egress', 'Ingress'],
    ['Ingress', 'Ingress'],
  );
  return fc
    .record({
      namespace: anyNamespace,
      spec: optional<RawPolicySpec>({
        podSelector: podSelector(features),
        policyTypes: types,
        ingress: fc.array(rule('from', features), { maxLength: 2 }),
        egress: fc.array(rule('to', features), { maxLength: 2 }),
      }),
    })
    .map(({ namespace, spec }) => index => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      // A file may leave "default" out.
      metadata: { ...(namespace === 'default' && index % 2 === 0 ? {} : { namespace }), name: `np${index}`, uid: `uid-np${index}` },
      spec,
    }));
}
