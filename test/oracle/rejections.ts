/** Finds the parts of a raw NetworkPolicy that Windows rejects (README). Simple, without code of src. */
import { isV6Block } from './bits.ts';
import { isolates, items } from './defaults.ts';
import type { RawPeer, RawPolicy, RawPort, RawSelector } from './raw.ts';

/** `reject-item`: the peer or port entry allows no traffic. `reject-policy`: the whole policy has no effect. */
export type Mode = 'reject-item' | 'reject-policy';

/** The sorted, distinct codes that the policy must be reported with. Rules of a direction that policyTypes does not list are ignored. */
export function rejectedCodes(policy: RawPolicy): string[] {
  const codes: string[] = [];
  if (rejectsSubjects(policy)) codes.push('unsupported-negative-selector');
  for (const direction of ['ingress', 'egress'] as const) {
    if (!isolates(policy, direction)) continue;
    for (const rule of items(policy.spec[direction])) {
      for (const peer of items(direction === 'ingress' ? rule.from : rule.to)) codes.push(...peerCodes(peer));
      for (const port of items(rule.ports)) codes.push(...portCodes(port));
    }
  }
  return [...new Set(codes)].sort();
}

/** With reject-item such a policy isolates the pods that it selects, and allows no traffic. */
export function rejectsSubjects(policy: RawPolicy): boolean {
  return isNegative(policy.spec.podSelector);
}

export function rejectsPeer(peer: RawPeer): boolean {
  return peerCodes(peer).length > 0;
}

export function rejectsPort(port: RawPort): boolean {
  return portCodes(port).length > 0;
}

function peerCodes(peer: RawPeer): string[] {
  const codes: string[] = [];
  if (isNegative(peer.podSelector) || isNegative(peer.namespaceSelector)) codes.push('unsupported-negative-selector');
  if (peer.ipBlock && items(peer.ipBlock.except).length > 0) codes.push('unsupported-except');
  if (peer.ipBlock && isV6Block(peer.ipBlock.cidr)) codes.push('unsupported-ipv6');
  return codes;
}

function portCodes(port: RawPort): string[] {
  const codes: string[] = [];
  if (typeof port.port === 'string') codes.push('unsupported-named-port');
  if (port.protocol === 'SCTP') codes.push('unsupported-sctp');
  return codes;
}

function isNegative(selector: RawSelector | null | undefined): boolean {
  return items(selector?.matchExpressions).some(({ operator }) => operator === 'NotIn' || operator === 'DoesNotExist');
}
