/** The traffic that a compiled policy allows, as sets. */
import { addressSet } from '../../core/address.ts';
import type { Intervals } from '../../core/interval.ts';
import { ANY_PORT, type Grant, type PodPolicy } from '../../core/pod-policy.ts';
import type { AclDirection } from '../acl/acl.ts';
import { enforceable, named } from '../acl/enforceable.ts';
import { EVERY_PROTOCOL, EVERYONE, EVERYTHING, ICMPV6, PROTOCOL_NUMBERS, type Traffic } from './traffic.ts';

/** Traffic of one isolated direction by the ACLs that allow it. */
export interface Granted {
  /** With the pod's own node and the pod itself. */
  readonly always: readonly Traffic[];
  readonly grants: readonly Traffic[];
}

export interface GrantedOptions {
  readonly allowEgressToNode: boolean;
  /** See `LowerOptions`. */
  readonly ipv6: boolean;
}

/** @returns `open`: everything is allowed. */
export function grantedOf(policy: PodPolicy, direction: AclDirection, { allowEgressToNode, ipv6 }: GrantedOptions): Granted | 'open' {
  const side = direction === 'In' ? policy.ingress : policy.egress;
  if (side === 'open') return 'open';
  const node = direction === 'In' || allowEgressToNode ? policy.nodeAddresses : [];
  const peers = addressSet([...node, ...policy.pod.addresses]);
  return { always: [{ ...EVERYTHING, peers }, ...(ipv6 ? [ICMPV6] : [])], grants: side.grants.flatMap(trafficOf) };
}

/** The part that ACLs of the agent allow. */
export function enforcedOf(policy: PodPolicy, direction: AclDirection, options: GrantedOptions): Granted | 'open' {
  const { pod, ...enforced } = enforceable(policy, options.ipv6);
  return grantedOf({ ...enforced, pod: { ...pod, addresses: named(pod.addresses, options.ipv6) } }, direction, options);
}

function trafficOf({ peers, ports }: Grant): Traffic[] {
  const everyone = peers === 'any' ? EVERYONE : peers;
  if (ports === 'any') return [{ protocols: EVERY_PROTOCOL, ports: ANY_PORT, peers: everyone }];
  return (Object.entries(ports) as [keyof typeof PROTOCOL_NUMBERS, Intervals<number>][]).map(([protocol, numbers]) => {
    const number = PROTOCOL_NUMBERS[protocol];
    return { protocols: [[number, number]], ports: numbers, peers: everyone };
  });
}
