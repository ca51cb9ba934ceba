/** One side of a connection: the pod that policies select, and the peer that their rules must match. */
import { type Address, formatAddress } from '../../core/address.ts';
import { isInPodNetwork } from '../../core/claims.ts';
import type { Cluster } from '../../core/cluster.ts';
import type { NetworkPolicy, Pod, Protocol } from '../../core/model.ts';
import { matches } from '../../core/selector.ts';
import type { Packet } from '../../core/verdict.ts';

export type Direction = 'ingress' | 'egress';

export interface FlowHalf {
  readonly direction: Direction;
  readonly subject: Pod;
  readonly peer: PeerEnd;
  /** Declares the named ports of a rule. Undefined: the destination is no pod of the pod network. */
  readonly destination: Pod | undefined;
  readonly protocol: Protocol;
  readonly port: number;
}

export interface PeerEnd {
  readonly address: Address;
  /** Canonical text of `address`. */
  readonly text: string;
  /** The pods of the pod network that own the address. Selectors match only these. */
  readonly pods: readonly Pod[];
  /** A pod of the host network that was asked about or has the address. */
  readonly hostPod: Pod | undefined;
  /** The node with the address. */
  readonly node: string | undefined;
}

/** @param subject Of the pod network. @param peerPods Keys of the pods at the other end. */
export function flowHalf(cluster: Cluster, direction: Direction, subject: Pod, peerPods: readonly string[], packet: Packet): FlowHalf {
  const peer = peerEnd(cluster, direction === 'ingress' ? packet.from : packet.to, peerPods);
  const destination = direction === 'ingress' ? subject : peer.pods[0];
  return { direction, subject, peer, destination, protocol: packet.protocol, port: packet.port };
}

function peerEnd(cluster: Cluster, address: Address, keys: readonly string[]): PeerEnd {
  const text = formatAddress(address);
  const named = keys.flatMap(key => cluster.get('pod', key) ?? []);
  const pods = cluster.owners(text);
  const node = [...cluster.values('node')].find(({ addresses }) => addresses.includes(text));
  const hostPod = named.find(pod => !isInPodNetwork(pod)) ?? (pods.length === 0 && node ? hostPodAt(cluster, node.name, text) : undefined);
  return { address, text, pods, hostPod, node: node?.name };
}

function hostPodAt(cluster: Cluster, node: string, address: string): Pod | undefined {
  return cluster.allPodsOfNode(node).find(pod => pod.hostNetwork && !pod.finished && pod.addresses.includes(address));
}

/** The policies that select the pod, as they are written. Sorted by name. */
export function policiesOf(asWritten: Cluster, { namespace, labels }: Pod): NetworkPolicy[] {
  const selecting = [...asWritten.values('policy')].filter(policy => policy.namespace === namespace && matches(policy.podSelector, labels));
  return selecting.sort((a, b) => (a.name < b.name ? -1 : 1));
}
