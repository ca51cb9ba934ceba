/**
 * A second, simple implementation of NetworkPolicies, written from the API's own text (networking/v1 types and the "Network Policies" concept
 * page). It works on raw objects and shares no code with src. The tests compare all other implementations with it.
 */
import { bitsOf, inBlock, isV6 } from './bits.ts';
import { isolates, items } from './defaults.ts';
import type { RawCluster, RawPacket, RawPeer, RawPod, RawPolicy, RawPort, RawRule, RawSelector } from './raw.ts';
import { type Rejection, rejectedCodes, rejectsPeer, rejectsPort, rejectsSubjects } from './rejections.ts';

export type { RawCluster, RawPacket } from './raw.ts';
export { type Mode, type Rejection, rejectedCodes } from './rejections.ts';

/** The decision of one side. It allows if there is no pod, no policy isolates the pod, the packet is exempt, or a rule grants it. */
export interface HalfFacts {
  readonly allowed: boolean;
  /** `namespace/name` of the pod on this side. Missing if no pod owns the address. */
  readonly pod?: string;
  /** Several pods of one node own an address of the endpoint, so only the node has access. */
  readonly disputed: boolean;
  /** Pods of several nodes own the address. Each node decides for its own pod, so there is no single answer. */
  readonly undecided: boolean;
  /** The policies that isolate the pod in this direction. */
  readonly isolatedBy: readonly string[];
  /** The peer is the pod itself. */
  readonly ownPod: boolean;
  /** The packet comes from the pod's own node (ingress only). */
  readonly ownNode: boolean;
  /** Every rule that allows the packet: policy and path, for instance `spec.ingress[0]`. */
  readonly grantedBy: readonly { readonly policy: string; readonly path: string }[];
}

export type Direction = 'ingress' | 'egress';

/** A connection between two pods must be allowed by the source's egress and the destination's ingress. */
export function allowed(cluster: RawCluster, packet: RawPacket, rejection?: Rejection): boolean {
  return explain(cluster, packet, rejection).allowed;
}

export function explain(cluster: RawCluster, packet: RawPacket, rejection?: Rejection) {
  const flow = { ...packet, sources: ownersOf(cluster, packet.from), destinations: ownersOf(cluster, packet.to) };
  const egress = half('egress', cluster, flow, rejection);
  const ingress = half('ingress', cluster, flow, rejection);
  return { allowed: egress.allowed && ingress.allowed, egress, ingress };
}

/** A packet and the pods that own its two addresses. */
interface Flow extends RawPacket {
  readonly sources: readonly RawPod[];
  readonly destinations: readonly RawPod[];
}

function half(direction: Direction, cluster: RawCluster, flow: Flow, rejection: Rejection | undefined): HalfFacts {
  const owners = direction === 'egress' ? flow.sources : flow.destinations;
  const [pod] = owners;
  const outside = { disputed: false, undecided: false, isolatedBy: [], ownPod: false, ownNode: false, grantedBy: [] };
  if (!pod) return { allowed: true, ...outside };
  const undecided = new Set(owners.map(({ spec }) => spec.nodeName)).size > 1;
  const policies = cluster.policies.filter(policy => isInForce(policy, rejection) && isolates(policy, direction) && targets(policy, pod));
  const ownPod = [flow.sources, flow.destinations].every(end => end.length === 1 && end[0] === pod);
  const ownNode = direction === 'ingress' && nodeAddresses(cluster, pod).some(address => bitsOf(address) === bitsOf(flow.from));
  if (owners.length > 1 || endpointOwners(cluster, pod).size > 1)
    return { ...outside, allowed: ownNode, pod: key(pod), disputed: true, undecided, ownNode };
  const grantedBy = policies.flatMap(policy =>
    items(policy.spec[direction])
      .map((rule, index) => ({ rule, policy: key(policy), path: `spec.${direction}[${index}]` }))
      .filter(({ rule }) => grants(direction, cluster, policy, rule, flow, rejection))
      .map(({ policy, path }) => ({ policy, path })),
  );
  return {
    allowed: policies.length === 0 || ownPod || ownNode || grantedBy.length > 0,
    pod: key(pod),
    disputed: false,
    undecided,
    isolatedBy: policies.map(key),
    ownPod,
    ownNode,
    grantedBy,
  };
}

/** A policy that is rejected as a whole has no effect. */
function isInForce(policy: RawPolicy, rejection: Rejection | undefined): boolean {
  return rejection?.mode !== 'reject-policy' || rejectedCodes(policy, rejection.translate).length === 0;
}

/** A policy isolates pods of its own namespace. A missing podSelector is the empty one. */
function targets(policy: RawPolicy, pod: RawPod): boolean {
  return namespaceOf(policy) === namespaceOf(pod) && matches(policy.spec.podSelector ?? {}, pod.metadata.labels ?? {});
}

/** A rule allows packets that match a peer AND a port of it. An empty or missing list matches everything. */
function grants(
  direction: Direction,
  cluster: RawCluster,
  policy: RawPolicy,
  rule: RawRule,
  flow: Flow,
  rejection: Rejection | undefined,
): boolean {
  if (rejection && rejectsSubjects(policy, rejection)) return false;
  const peers = items(direction === 'ingress' ? rule.from : rule.to);
  const ports = items(rule.ports);
  const [owners, address] = direction === 'ingress' ? [flow.sources, flow.from] : [flow.destinations, flow.to];
  return (
    (peers.length === 0 || peers.some(peer => peerMatches(cluster, policy, peer, owners, address, rejection))) &&
    (ports.length === 0 || ports.some(port => portMatches(port, flow, rejection)))
  );
}

/** @param owners Owners of the address. It is unknown which of several sends or receives the packet, so the selector must match all of them. */
function peerMatches(
  cluster: RawCluster,
  policy: RawPolicy,
  peer: RawPeer,
  owners: readonly RawPod[],
  address: string,
  rejection: Rejection | undefined,
): boolean {
  if (rejection && rejectsPeer(peer, rejection)) return false;
  if (peer.ipBlock) {
    // Blocks match any address, including those of pods. An except only narrows its own block.
    return inBlock(peer.ipBlock.cidr, address) && !items(peer.ipBlock.except).some(hole => inBlock(hole, address));
  }
  // On Windows a selector covers IPv6 addresses only where they are translated.
  if (owners.length === 0 || (rejection && isV6(address) && !rejection.translate.includes('ipv6'))) return false;
  return owners.every(pod => {
    const inNamespace = peer.namespaceSelector
      ? matches(peer.namespaceSelector, namespaceLabels(cluster, namespaceOf(pod)))
      : namespaceOf(pod) === namespaceOf(policy);
    return inNamespace && matches(peer.podSelector ?? {}, pod.metadata.labels ?? {});
  });
}

function portMatches(entry: RawPort, flow: Flow, rejection: Rejection | undefined): boolean {
  if (rejection && rejectsPort(entry, rejection)) return false;
  const protocol = entry.protocol ?? 'TCP';
  if (protocol !== flow.protocol) return false;
  const port = entry.port ?? undefined;
  if (port === undefined) return true;
  if (typeof port === 'number') return port <= flow.port && flow.port <= (entry.endPort ?? port);
  // A named port belongs to the destination pod in both directions. A destination that is not a pod has no named ports.
  return flow.destinations.length > 0 && flow.destinations.every(pod => namedPorts(pod, port, protocol).includes(flow.port));
}

/** The numbers that the pod's containers and sidecars give the name. Other init containers have ended before traffic flows. */
function namedPorts(pod: RawPod, name: string, protocol: string): number[] {
  const sidecars = items(pod.spec.initContainers).filter(container => container.restartPolicy === 'Always');
  return [...pod.spec.containers, ...sidecars]
    .flatMap(container => items(container.ports))
    .filter(port => port.name === name && (port.protocol ?? 'TCP') === protocol)
    .map(port => port.containerPort);
}

/** The pods that own an address. Host-network and finished pods own none, and a live pod takes an address over from a terminating one. */
function ownersOf(cluster: RawCluster, address: string): RawPod[] {
  const bits = bitsOf(address);
  const claiming = cluster.pods.filter(
    pod =>
      !pod.spec.hostNetwork &&
      pod.status?.phase !== 'Succeeded' &&
      pod.status?.phase !== 'Failed' &&
      podAddresses(pod).some(own => bitsOf(own) === bits),
  );
  const live = claiming.filter(({ metadata }) => !metadata.deletionTimestamp);
  return live.length > 0 ? live : claiming;
}

/** The pods of the node with the strongest claim to any address of the pod's endpoint. */
function endpointOwners(cluster: RawCluster, pod: RawPod): ReadonlySet<RawPod> {
  const here = { ...cluster, pods: cluster.pods.filter(({ spec }) => spec.nodeName === pod.spec.nodeName) };
  return new Set(podAddresses(pod).flatMap(address => ownersOf(here, address)));
}

/** podIPs has all addresses. A file may set only podIP, which is the first of them. */
function podAddresses(pod: RawPod): string[] {
  const all = items(pod.status?.podIPs).map(({ ip }) => ip);
  return all.length === 0 && pod.status?.podIP ? [pod.status.podIP] : all;
}

function nodeAddresses(cluster: RawCluster, pod: RawPod): string[] {
  const node = cluster.nodes.find(node => node.metadata.name === pod.spec.nodeName);
  return items(node?.status?.addresses)
    .filter(({ type }) => type === 'InternalIP' || type === 'ExternalIP')
    .map(({ address }) => address);
}

function matches(selector: RawSelector, labels: Readonly<Record<string, string>>): boolean {
  const has = (key: string) => Object.hasOwn(labels, key);
  return (
    Object.entries(selector.matchLabels ?? {}).every(([key, value]) => has(key) && labels[key] === value) &&
    items(selector.matchExpressions).every(({ key, operator, values }) => {
      if (operator === 'Exists') return has(key);
      if (operator === 'DoesNotExist') return !has(key);
      const listed = has(key) && items(values).includes(labels[key]!);
      return operator === 'In' ? listed : !listed;
    })
  );
}

/** Every namespace has this label, even if its file omits it. */
function namespaceLabels(cluster: RawCluster, name: string): Readonly<Record<string, string>> {
  const namespace = cluster.namespaces.find(({ metadata }) => metadata.name === name);
  return { ...namespace?.metadata.labels, 'kubernetes.io/metadata.name': name };
}

function namespaceOf(object: RawPod | RawPolicy): string {
  return object.metadata.namespace ?? 'default';
}

function key(object: RawPod | RawPolicy): string {
  return `${namespaceOf(object)}/${object.metadata.name}`;
}
