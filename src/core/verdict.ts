/** Evaluates a compiled policy for a packet and gives the reason. The tests compare the lowered ACLs with it. */
import { type Address, formatAddress, hasAddress } from './address.ts';
import { contains } from './interval.ts';
import type { Protocol, Tier } from './model.ts';
import { type DirectionPolicy, type Grant, isTiered, type PodPolicy, type Ruling, type Untiered } from './pod-policy.ts';

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
  /** `accepted` and `denied`: by a rule of a tier. */
  readonly reason: 'no-pod' | 'not-isolated' | 'own-pod' | 'own-node' | 'granted' | 'not-granted' | 'disputed' | 'accepted' | 'denied';
  /** The first grant that allows, or the rule of a tier that decides: policy key and rule path (`spec.egress[0]`). */
  readonly policy?: string;
  readonly path?: string;
  /** If no grant allows the packet: the policies that isolate the pod. */
  readonly policies?: readonly string[];
  /** Of the rule that decides. */
  readonly tier?: Tier;
  /** The Pass rules on the way, in order. Absent: none. */
  readonly passes?: readonly RulePlace[];
}

/** A rule of a ClusterNetworkPolicy. */
export interface RulePlace {
  readonly tier: Tier;
  readonly policy: string;
  readonly path: string;
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
  const isOwn = own.pod.addresses.includes(text);
  if (isOwn && !isTiered(policy)) return { allowed: true, reason: 'own-pod' };
  if (always.includes(text)) return { allowed: true, reason: 'own-node' };
  if (!isTiered(policy)) return untiered(policy, peer, packet);
  const { admin, networkPolicies, baseline } = policy;
  const passes: RulePlace[] = [];
  const first = inTier(admin, peer, packet, passes);
  if (first) return first;
  if (networkPolicies !== 'open' && isOwn) return { allowed: true, reason: 'own-pod', ...passed(passes) };
  if (networkPolicies !== 'open') return { ...untiered(networkPolicies, peer, packet), ...passed(passes) };
  return inTier(baseline, peer, packet, passes) ?? { allowed: true, reason: 'not-isolated', ...passed(passes) };
}

function untiered(policy: Untiered, peer: Address, packet: Packet): Half {
  if (policy === 'open') return { allowed: true, reason: 'not-isolated' };
  if (policy.policies.length === 0) return { allowed: false, reason: 'disputed' };
  const grant = policy.grants.find(candidate => covers(candidate, peer, packet));
  if (grant) return { allowed: true, reason: 'granted', policy: grant.policy, path: grant.path };
  return { allowed: false, reason: 'not-granted', policies: policy.policies };
}

/** The decision of a tier. Undefined: the next tier decides. @param passes Gets the Pass rule that matches. */
function inTier(rulings: readonly Ruling[], peer: Address, packet: Packet, passes: RulePlace[]): Half | undefined {
  const ruling = rulings.find(candidate => covers(candidate, peer, packet));
  if (!ruling) return undefined;
  const { action, tier, policy, path } = ruling;
  if (action !== 'Pass') {
    const allowed = action === 'Accept';
    return { allowed, reason: allowed ? 'accepted' : 'denied', tier, policy, path, ...passed(passes) };
  }
  passes.push({ tier, policy, path });
  return undefined;
}

function passed(passes: readonly RulePlace[]): Pick<Half, 'passes'> {
  return passes.length > 0 ? { passes } : {};
}

function covers(grant: Grant, peer: Address, { protocol, port }: Packet): boolean {
  if (grant.peers !== 'any' && !hasAddress(grant.peers, peer)) return false;
  return grant.ports === 'any' || contains(grant.ports[protocol] ?? [], port);
}
