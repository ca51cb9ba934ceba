/** Random pods. Most are simply running. For each of the other kinds the API's text has a special rule. */
import fc from 'fast-check';
import { anyNamespace, LABEL_KEYS, LABEL_VALUES, optional, PORT_NAMES, PORTS } from './policy.arbitrary.ts';
import type { RawContainer, RawPod } from './raw.ts';

/** Addresses of the nodes, at the upper end of the pods' block, so that one ipBlock may contain both. */
export const NODE_ADDRESSES = { n1: ['10.0.0.14', 'fd00::e'], n2: ['10.0.0.15', 'fd00::f'] } as const;
/** A node that pods refer to but that is not in the cluster. */
const UNKNOWN_NODE = 'n3';

export const anyLabels = fc.option(
  fc.dictionary(fc.constantFrom(...LABEL_KEYS), fc.constantFrom(...LABEL_VALUES), { maxKeys: 2, noNullPrototype: true }),
  { freq: 8 },
);

type Sort = 'running' | 'terminating' | 'finished' | 'hostNetwork' | 'pending';

function pods(sort: Sort, families: fc.Arbitrary<Families>): fc.Arbitrary<(index: number) => RawPod> {
  return fc
    .record({
      namespace: anyNamespace,
      labels: anyLabels,
      node: fc.constantFrom('n1', 'n2', UNKNOWN_NODE),
      spec: fc.record({ containers, initContainers: fc.option(initContainers) }),
      status: statusOf(sort, families),
    })
    .map(({ namespace, labels, node, spec, status }) => index => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        // A file may leave "default" out.
        ...(namespace === 'default' && index % 2 === 0 ? {} : { namespace }),
        name: `p${index}`,
        uid: `uid-p${index}`,
        labels,
        ...(sort === 'terminating' ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}),
      },
      spec: { nodeName: node, ...(sort === 'hostNetwork' ? { hostNetwork: true } : {}), ...spec },
      ...status(index, node),
    }));
}

type Status = Pick<RawPod, 'status'>;

function statusOf(sort: Sort, families: fc.Arbitrary<Families>): fc.Arbitrary<(index: number, node: string) => Status> {
  switch (sort) {
    case 'running':
    case 'terminating':
      return families.map(family => index => ({ status: withAddresses('Running', addresses(index + 1, family)) }));
    case 'finished':
      // Another pod may have its address by now.
      return fc
        .tuple(fc.integer({ min: 1, max: 6 }), families, fc.constantFrom('Succeeded', 'Failed'))
        .map(([digit, family, phase]) => () => ({ status: withAddresses(phase, addresses(digit, family)) }));
    case 'hostNetwork':
      return fc.constant((_index: number, node: string) => ({
        status: withAddresses('Running', node === UNKNOWN_NODE ? ['10.9.0.3'] : NODE_ADDRESSES[node as keyof typeof NODE_ADDRESSES]),
      }));
    case 'pending':
      return fc
        .constantFrom<Status>(
          {},
          { status: { phase: 'Pending' } },
          { status: { phase: 'Pending', podIPs: [] } },
          { status: { podIP: null, podIPs: null } },
        )
        .map(none => () => none);
  }
}

type Families = 'v4' | 'v6' | 'both';

function addresses(digit: number, family: Families): string[] {
  return [...(family === 'v6' ? [] : [`10.0.0.${digit}`]), ...(family === 'v4' ? [] : [`fd00::${digit}`])];
}

function withAddresses(phase: string, addresses: readonly string[]) {
  return { phase, podIP: addresses[0]!, podIPs: addresses.map(ip => ({ ip })) };
}

const containerPort = fc.record(
  {
    name: fc.constantFrom(...PORT_NAMES),
    containerPort: fc.constantFrom(...PORTS),
    protocol: fc.constantFrom<null | 'TCP' | 'UDP' | 'SCTP'>('TCP', 'TCP', 'UDP', 'SCTP', null),
  },
  { requiredKeys: ['containerPort'], noNullPrototype: true },
);
/** A name is unique within a container, but two containers may use the same name. */
const ports = fc
  .array(containerPort, { maxLength: 3 })
  .map(list => list.filter(({ name }, i) => name === undefined || list.findIndex(other => other.name === name) === i));
const container = optional<{ ports: NonNullable<RawContainer['ports']> }>({ ports });
const containers = fc.array(container, { minLength: 1, maxLength: 2 }).map(list => list.map(withName));
const initContainers = fc
  .array(fc.tuple(container, fc.constantFrom({}, { restartPolicy: null }, { restartPolicy: 'Always' }, { restartPolicy: 'Always' })), {
    maxLength: 2,
  })
  .map(list => list.map(([init, restart], index) => ({ ...withName(init, index), ...restart, name: `init${index}` })));

function withName(container: Pick<RawContainer, 'ports'>, index: number): RawContainer {
  return { ...container, name: `c${index}`, image: 'example.org/image' };
}

/**
 * @param dualStack Most pods have addresses of both families.
 * @returns A function of the pod's index in the list, which makes its name and address unique.
 */
export function anyPod(dualStack: boolean): fc.Arbitrary<(index: number) => RawPod> {
  const families = dualStack
    ? fc.constantFrom<Families>('both', 'both', 'both', 'v6', 'v4')
    : fc.constantFrom<Families>('v4', 'v4', 'both', 'v6');
  return fc.oneof(
    { arbitrary: pods('running', families), weight: 8 },
    { arbitrary: pods('terminating', families), weight: 1 },
    { arbitrary: pods('finished', families), weight: 2 },
    { arbitrary: pods('hostNetwork', families), weight: 2 },
    { arbitrary: pods('pending', families), weight: 1 },
  );
}
