/** Random clusters: a few pods of every kind on two or three nodes, in three namespaces, with a few policies. */
import fc from 'fast-check';
import { EVERY, type Features, PLAIN } from './features.ts';
import { anyLabels, anyPod, NODE_ADDRESSES } from './pod.arbitrary.ts';
import { NAMESPACES, policy } from './policy.arbitrary.ts';
import type { RawCluster, RawNamespace, RawNode, RawPod } from './raw.ts';

export interface Knobs {
  /** The percentage of policies that may use features that Windows rejects. */
  readonly rejected: number;
  /** The features that those policies may use. Default: all. */
  readonly features?: Features;
  readonly maxPods?: number;
  readonly maxPolicies?: number;
  /** Most pods have an IPv4 and an IPv6 address, and two pods may share only one of them. */
  readonly dualStack?: boolean;
}

export function cluster({ rejected, features = EVERY, maxPods = 5, maxPolicies = 4, dualStack = false }: Knobs): fc.Arbitrary<RawCluster> {
  const anyPolicy = fc.oneof({ arbitrary: policy(PLAIN), weight: 100 - rejected }, { arbitrary: policy(features), weight: rejected });
  return fc.record({
    namespaces: fc.tuple(...NAMESPACES.map(namespace)),
    nodes: fc.tuple(node('n1'), node('n2')),
    pods: fc.tuple(fc.array(anyPod(dualStack), { minLength: 1, maxLength: maxPods }), anySharing(dualStack)).map(([list, sharing]) =>
      shared(
        list.map((pod, index) => pod(index)),
        sharing,
      ),
    ),
    policies: fc.array(anyPolicy, { minLength: 1, maxLength: maxPolicies }).map(list => list.map((policy, index) => policy(index))),
  });
}

/** One pod has addresses of another, for instance because it started while the other terminates. */
interface Sharing {
  /** Indexes in the list of pods. */
  readonly borrower: number;
  readonly lender: number;
  readonly sameNode: boolean;
  readonly terminating: 'lender' | 'both' | 'as they are';
  /** Pods that share only one address have equal claims to it. Otherwise two endpoints would judge its packets. */
  readonly families: 'both' | 'v4' | 'v6';
}

function anySharing(dualStack: boolean): fc.Arbitrary<Sharing | undefined> {
  const sharing = fc.record<Sharing>({
    borrower: fc.nat(),
    lender: fc.nat(),
    sameNode: fc.boolean(),
    terminating: fc.constantFrom('lender', 'both', 'as they are'),
    families: dualStack ? fc.constantFrom('both', 'v4', 'v6') : fc.constant('both'),
  });
  return fc.oneof({ arbitrary: fc.constant(undefined), weight: 2 }, { arbitrary: sharing, weight: 1 });
}

function shared(pods: readonly RawPod[], sharing: Sharing | undefined): readonly RawPod[] {
  if (!sharing) return pods;
  if (sharing.families !== 'both') return sharedInPart(pods, sharing);
  const [lender, borrower] = [pods[sharing.lender % pods.length]!, pods[sharing.borrower % pods.length]!];
  const haveOwn = [lender, borrower].every(({ spec, status }) => !spec.hostNetwork && status?.phase === 'Running');
  if (lender === borrower || !haveOwn) return pods;
  return pods.map(pod => {
    if (pod === lender) return sharing.terminating === 'as they are' ? pod : terminating(pod);
    if (pod !== borrower) return pod;
    const spec = { ...pod.spec, ...(sharing.sameNode && { nodeName: lender.spec.nodeName }) };
    const twin: RawPod = { ...pod, spec, status: lender.status! };
    return sharing.terminating === 'both' ? terminating(twin) : twin;
  });
}

function sharedInPart(pods: readonly RawPod[], { lender, borrower, sameNode, families, terminating: ends }: Sharing): readonly RawPod[] {
  const [one, other] = [pods[lender % pods.length]!, pods[borrower % pods.length]!];
  const isShared = (ip: string) => ip.includes(':') === (families === 'v6');
  const lent = (one.status?.podIPs ?? []).filter(({ ip }) => isShared(ip));
  if (one === other || [one, other].some(({ spec, status }) => spec.hostNetwork || status?.phase !== 'Running')) return pods;
  const kept = (other.status!.podIPs ?? []).filter(({ ip }) => !isShared(ip));
  const podIPs = [...kept, ...lent];
  if (lent.length === 0 || podIPs.length === 0) return pods;
  const equal = (pod: RawPod): RawPod =>
    ends === 'both' ? terminating(pod) : { ...pod, metadata: { ...pod.metadata, deletionTimestamp: null } };
  const spec = { ...other.spec, ...(sameNode && { nodeName: one.spec.nodeName }) };
  const twin: RawPod = { ...other, spec, status: { ...other.status!, podIP: podIPs[0]!.ip, podIPs } };
  return pods.map(pod => (pod === one ? equal(one) : pod === other ? equal(twin) : pod));
}

function terminating(pod: RawPod): RawPod {
  return { ...pod, metadata: { ...pod.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } };
}

/** With or without the label that the API server adds. */
function namespace(name: string): fc.Arbitrary<RawNamespace> {
  const added = { 'kubernetes.io/metadata.name': name };
  return fc.record({ labels: anyLabels, stored: fc.boolean() }).map(({ labels, stored }) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: stored ? { ...labels, ...added } : labels },
  }));
}

function node(name: keyof typeof NODE_ADDRESSES): fc.Arbitrary<RawNode> {
  const [v4, v6] = NODE_ADDRESSES[name];
  return fc
    .constantFrom([v4, v6], [v4], [])
    .map(list => [{ type: 'Hostname', address: name }, ...list.map(address => ({ type: 'InternalIP', address }))])
    .map(addresses => ({ apiVersion: 'v1', kind: 'Node', metadata: { name }, status: { addresses } }));
}
