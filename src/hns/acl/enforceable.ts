/**
 * The part of a policy that the ACLs of an endpoint enforce. Only an ACL without addresses matches a peer of a family that no ACL names
 * (docs/decisions/0009).
 */
import { hasIpv6, parseAddress } from '../../core/address.ts';
import type { DirectionPolicy, Grant, PodPolicy } from '../../core/pod-policy.ts';
import type { Family } from './peer-numbers.ts';

const IPV4: readonly Family[] = [4];
const BOTH: readonly Family[] = [4, 6];

/** The families that the grants of a pod name. It is uncertain who uses an IPv6 address that is not the pod's own. */
export function familiesOf({ addresses }: Pick<PodPolicy['pod'], 'addresses'>, ipv6 = false): readonly Family[] {
  return ipv6 && hasIpv6(addresses) ? BOTH : IPV4;
}

/** For evaluating packets. @param ipv6 See `LowerOptions`. */
export function enforceable(policy: PodPolicy, ipv6 = false): PodPolicy {
  const { pod, nodeAddresses, ingress, egress } = policy;
  if (familiesOf(pod, ipv6) === BOTH) return policy;
  return { pod, nodeAddresses: named(nodeAddresses, ipv6), ingress: ipv4Only(ingress), egress: ipv4Only(egress) };
}

/** Those of the addresses that ACLs name. */
export function named(addresses: readonly string[], ipv6: boolean): readonly string[] {
  return ipv6 ? addresses : addresses.filter(address => parseAddress(address)?.family === 4);
}

function ipv4Only(policy: DirectionPolicy): DirectionPolicy {
  if (policy === 'open') return policy;
  const grants = policy.grants.map((grant): Grant => (grant.peers === 'any' ? grant : { ...grant, peers: { v4: grant.peers.v4, v6: [] } }));
  return { ...policy, grants };
}
