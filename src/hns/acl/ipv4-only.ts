/** Windows enforces rules for IPv4 only. Only a rule without an address matches an IPv6 peer (D9). */
import { parseAddress } from '../../core/address.ts';
import type { Intervals } from '../../core/interval.ts';
import { type DirectionPolicy, type Grant, isTiered, type PodPolicy } from '../../core/pod-policy.ts';

/** The peers of a grant that an ACL can list. */
export function ipv4Peers({ peers }: Pick<Grant, 'peers'>): 'any' | Intervals<number> {
  return peers === 'any' ? 'any' : peers.v4;
}

/** The part of the policy that `lower` turns into ACLs, for evaluating packets. Tiers stay as they are. */
export function ipv4Only({ pod, nodeAddresses, ingress, egress }: PodPolicy): PodPolicy {
  return { pod, nodeAddresses: nodeAddresses.filter(isIpv4), ingress: narrow(ingress), egress: narrow(egress) };
}

function narrow(policy: DirectionPolicy): DirectionPolicy {
  if (policy === 'open' || isTiered(policy)) return policy;
  const grants = policy.grants.map((grant): Grant => {
    const v4 = ipv4Peers(grant);
    return v4 === 'any' ? grant : { ...grant, peers: { v4, v6: [] } };
  });
  return { ...policy, grants };
}

function isIpv4(address: string): boolean {
  return parseAddress(address)?.family === 4;
}
