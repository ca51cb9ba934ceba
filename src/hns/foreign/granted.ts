/** The traffic that a compiled policy allows, as sets. */
import { type AddressSet, addressSet, isEmpty } from '../../core/address.ts';
import { compareAddresses } from '../../core/address-algebra.ts';
import { type Intervals, subtract, union } from '../../core/interval.ts';
import { effectOf, isNormalForm, type NormalForm } from '../../core/normal-form.ts';
import { ANY_PORT, type Grant, isTiered, type PodPolicy } from '../../core/pod-policy.ts';
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
  const name = direction === 'In' ? 'ingress' : 'egress';
  const effect = effectOf(policy, name);
  if (effect === 'open') return 'open';
  const node = direction === 'In' || allowEgressToNode ? policy.nodeAddresses : [];
  const own = isTiered(policy[name]) ? [] : policy.pod.addresses;
  const grants = isNormalForm(effect) ? trafficOfForm(effect) : effect.grants.flatMap(trafficOf);
  return { always: [{ ...EVERYTHING, peers: addressSet([...node, ...own]) }, ...(ipv6 ? [ICMPV6] : [])], grants };
}

function trafficOfForm({ everyProtocol, byPort }: NormalForm): Traffic[] {
  const withPorts = union((['TCP', 'UDP', 'SCTP'] as const).map(protocol => [PROTOCOL_NUMBERS[protocol], PROTOCOL_NUMBERS[protocol]]));
  const other = { protocols: subtract(EVERY_PROTOCOL, withPorts), ports: ANY_PORT, peers: everyoneOr(everyProtocol) };
  const rest = (['TCP', 'UDP', 'SCTP'] as const).map(protocol => {
    const listed = byPort.filter(entry => entry.protocol === protocol).flatMap(({ ports }) => ports);
    return { protocol, ports: subtract(ANY_PORT, union(listed)), peers: everyProtocol };
  });
  const parts = [...rest, ...byPort].map(({ protocol, ports, peers }): Traffic => {
    const number = PROTOCOL_NUMBERS[protocol];
    return { protocols: [[number, number]], ports, peers: everyoneOr(peers) };
  });
  return [other, ...parts].filter(({ ports, peers }) => ports.length > 0 && !isEmpty(peers));
}

/** `ipv4Of` knows everyone by identity. */
function everyoneOr(peers: AddressSet): AddressSet {
  return compareAddresses(peers, EVERYONE) === 0 ? EVERYONE : peers;
}

/** The part that ACLs of the agent allow. */
export function enforcedOf(policy: PodPolicy, direction: AclDirection, options: GrantedOptions): Granted | 'open' {
  const { pod, ...enforced } = enforceable(policy, options.ipv6);
  const granted = grantedOf({ ...enforced, pod: { ...pod, addresses: named(pod.addresses, options.ipv6) } }, direction, options);
  const isIpv4Only = isTiered(direction === 'In' ? policy.ingress : policy.egress);
  return granted === 'open' || !isIpv4Only ? granted : { ...granted, grants: granted.grants.map(ipv4Of) };
}

/** Tiers are lowered for IPv4 only, except where they allow everyone. */
function ipv4Of(traffic: Traffic): Traffic {
  return traffic.peers === EVERYONE ? traffic : { ...traffic, peers: { v4: traffic.peers.v4, v6: [] } };
}

function trafficOf({ peers, ports }: Grant): Traffic[] {
  const everyone = peers === 'any' ? EVERYONE : peers;
  if (ports === 'any') return [{ protocols: EVERY_PROTOCOL, ports: ANY_PORT, peers: everyone }];
  return (Object.entries(ports) as [keyof typeof PROTOCOL_NUMBERS, Intervals<number>][]).map(([protocol, numbers]) => {
    const number = PROTOCOL_NUMBERS[protocol];
    return { protocols: [[number, number]], ports: numbers, peers: everyone };
  });
}
