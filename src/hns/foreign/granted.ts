/** The traffic that a compiled policy allows, as sets. */
import { type AddressSet, addressSet, isEmpty } from '../../core/address.ts';
import { compareAddresses } from '../../core/address-algebra.ts';
import { type Intervals, subtract, union } from '../../core/interval.ts';
import { effectOf, isNormalForm, type NormalForm } from '../../core/normal-form.ts';
import { ANY_PORT, type Grant, isTiered, type PodPolicy } from '../../core/pod-policy.ts';
import type { AclDirection } from '../acl/acl.ts';
import { EVERY_PROTOCOL, EVERYONE, EVERYTHING, PROTOCOL_NUMBERS, type Traffic } from './traffic.ts';

/** Traffic of one isolated direction by the ACLs that allow it. */
export interface Granted {
  /** With the pod's own node and the pod itself. */
  readonly always: readonly Traffic[];
  readonly grants: readonly Traffic[];
}

/** @returns `open`: everything is allowed. */
export function grantedOf(policy: PodPolicy, direction: AclDirection, allowEgressToNode: boolean): Granted | 'open' {
  const name = direction === 'In' ? 'ingress' : 'egress';
  const effect = effectOf(policy, name);
  if (effect === 'open') return 'open';
  const node = direction === 'In' || allowEgressToNode ? policy.nodeAddresses : [];
  const own = isTiered(policy[name]) ? [] : policy.pod.addresses;
  const grants = isNormalForm(effect) ? trafficOfForm(effect) : effect.grants.flatMap(trafficOf);
  return { always: [{ ...EVERYTHING, peers: addressSet([...node, ...own]) }], grants };
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

/** `enforceable` knows everyone by identity. */
function everyoneOr(peers: AddressSet): AddressSet {
  return compareAddresses(peers, EVERYONE) === 0 ? EVERYONE : peers;
}

function trafficOf({ peers, ports }: Grant): Traffic[] {
  const everyone = peers === 'any' ? EVERYONE : peers;
  if (ports === 'any') return [{ protocols: EVERY_PROTOCOL, ports: ANY_PORT, peers: everyone }];
  return (Object.entries(ports) as [keyof typeof PROTOCOL_NUMBERS, Intervals<number>][]).map(([protocol, numbers]) => {
    const number = PROTOCOL_NUMBERS[protocol];
    return { protocols: [[number, number]], ports: numbers, peers: everyone };
  });
}

/** The part that ACLs of the agent allow: IPv6 peers only where a rule allows anyone (docs/decisions/0009). */
export function enforceable(granted: Traffic): Traffic {
  return granted.peers === EVERYONE ? granted : { ...granted, peers: { v4: granted.peers.v4, v6: [] } };
}
