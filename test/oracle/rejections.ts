/** Finds the parts of a raw NetworkPolicy that Windows rejects (README). Simple, without code of src. */
import { isV6Block } from './bits.ts';
import { isolates, items } from './defaults.ts';
import type { RawPeer, RawPolicy, RawPort, RawSelector } from './raw.ts';

/** `reject-item`: the peer or port entry allows no traffic. `reject-policy`: the whole policy has no effect. */
export type Mode = 'reject-item' | 'reject-policy';

/** The features that a setting translates, with the code that reports one where it does not. */
const CODES = {
  'named-ports': 'unsupported-named-port',
  'negative-selectors': 'unsupported-negative-selector',
  except: 'unsupported-except',
  ipv6: 'unsupported-ipv6',
} as const;
export type Translation = keyof typeof CODES;

/** The settings that decide about the features which Windows lacks. */
export interface Rejection {
  readonly mode: Mode;
  readonly translate: readonly Translation[];
}

/** The sorted, distinct codes that the policy must be reported with. Rules of a direction that policyTypes does not list are ignored. */
export function rejectedCodes(policy: RawPolicy, translate: readonly Translation[]): string[] {
  const codes: string[] = [];
  if (isNegative(policy.spec.podSelector)) codes.push('unsupported-negative-selector');
  for (const direction of ['ingress', 'egress'] as const) {
    if (!isolates(policy, direction)) continue;
    for (const rule of items(policy.spec[direction])) {
      for (const peer of items(direction === 'ingress' ? rule.from : rule.to)) codes.push(...peerCodes(peer));
      for (const port of items(rule.ports)) codes.push(...portCodes(port));
    }
  }
  return [...new Set(codes)].filter(code => isRejected(code, translate)).sort();
}

/** With reject-item such a policy isolates the pods that it selects, and allows no traffic. */
export function rejectsSubjects(policy: RawPolicy, { translate }: Rejection): boolean {
  return isNegative(policy.spec.podSelector) && isRejected('unsupported-negative-selector', translate);
}

export function rejectsPeer(peer: RawPeer, { translate }: Rejection): boolean {
  return peerCodes(peer).some(code => isRejected(code, translate));
}

export function rejectsPort(port: RawPort, { translate }: Rejection): boolean {
  return portCodes(port).some(code => isRejected(code, translate));
}

function isRejected(code: string, translate: readonly Translation[]): boolean {
  return !translate.some(name => CODES[name] === code);
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
