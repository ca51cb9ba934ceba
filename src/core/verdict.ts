/** Evaluates a compiled policy for a packet and gives the reason. The tests compare the lowered ACLs with it. */
import { type Address, formatAddress, hasAddress } from './address.ts';
import { contains } from './interval.ts';
import type { Protocol } from './model.ts';
import type { DirectionPolicy, Grant, PodPolicy } from './pod-policy.ts';

/** The first packet of a connection. Replies belong to the connection and are not evaluated. */
export interface Packet {
  readonly from: Address;
  readonly to: Address;
  readonly protocol: Protocol;
  /** Destination port. */
  readonly port: number;
}

/** The decision of one side. */
export interface Half {
  readonly allowed: boolean;
  readonly reason: 'no-pod' | 'not-isolated' | 'own-pod' | 'own-node' | 'granted' | 'not-granted' | 'disputed';
  /** The first grant that allows: policy key and rule path (`spec.egress[0]`). */
  readonly policy?: string;
  readonly path?: string;
  /** If no grant allows the packet: the policies that isolate the pod. */
  readonly policies?: readonly string[];
}

export interface Verdict {
  readonly allowed: boolean;
  readonly egress: Half;
  readonly ingress: Half;
}

/**
 * Both sides must allow the packet. Policies are not enforced for a side without a pod of the pod network (a node, an outside address).
 * @param source The policy of the pod that owns `packet.from`.
 * @param destination The policy of the pod that owns `packet.to`.
 * @param allowEgressToNode True if an isolated pod may always reach its own node. The API leaves that open.
 */
export function verdict(
  source: PodPolicy | undefined,
  destination: PodPolicy | undefined,
  packet: Packet,
  { allowEgressToNode = false }: { readonly allowEgressToNode?: boolean } = {},
): Verdict {
  const egress = half(source, source?.egress, packet.to, packet, allowEgressToNode ? (source?.nodeAddresses ?? []) : []);
  const ingress = half(destination, destination?.ingress, packet.from, packet, destination?.nodeAddresses ?? []);
  return { allowed: egress.allowed && ingress.allowed, egress, ingress };
}

/** @param always Addresses that no policy can block. For ingress those of the pod's own node (NetworkPolicyIngressRule). */
function half(
  own: PodPolicy | undefined,
  policy: DirectionPolicy | undefined,
  peer: Address,
  packet: Packet,
  always: readonly string[],
): Half {
  if (!own || policy === undefined) return { allowed: true, reason: 'no-pod' };
  const text = formatAddress(peer);
  if (own.pod.addresses.includes(text)) return { allowed: true, reason: 'own-pod' };
  if (always.includes(text)) return { allowed: true, reason: 'own-node' };
  if (policy === 'open') return { allowed: true, reason: 'not-isolated' };
  if (policy.policies.length === 0) return { allowed: false, reason: 'disputed' };
  const grant = policy.grants.find(candidate => covers(candidate, peer, packet));
  if (grant) return { allowed: true, reason: 'granted', policy: grant.policy, path: grant.path };
  return { allowed: false, reason: 'not-granted', policies: policy.policies };
}

function covers(grant: Grant, peer: Address, { protocol, port }: Packet): boolean {
  if (grant.peers !== 'any' && !hasAddress(grant.peers, peer)) return false;
  return grant.ports === 'any' || contains(grant.ports[protocol] ?? [], port);
}
