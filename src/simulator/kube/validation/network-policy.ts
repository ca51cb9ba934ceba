/** k/k pkg/apis/networking/validation: the errors and warnings of a NetworkPolicy. */
import type { KubeObject } from '../object.ts';
import { cidrProblems, lenientCidr, nonCanonicalV6 } from './addresses.ts';
import type { FieldErrors } from './field-errors.ts';
import { type LabelSelector, validateSelector } from './labels.ts';
import { portName, portNumber } from './names.ts';

interface Peer {
  podSelector?: LabelSelector;
  namespaceSelector?: LabelSelector;
  ipBlock?: { cidr?: string; except?: string[] };
}
interface Port {
  protocol?: string;
  port?: number | string;
  endPort?: number;
}

export function validateNetworkPolicy({ spec }: KubeObject, _old: KubeObject | undefined, errors: FieldErrors): void {
  validateSelector(spec.podSelector, 'spec.podSelector', errors);
  for (const [direction, peers] of [['ingress', 'from'] as const, ['egress', 'to'] as const]) {
    for (const [i, rule] of (spec[direction] ?? []).entries()) {
      const path = `spec.${direction}[${i}]`;
      for (const [j, port] of (rule.ports ?? []).entries()) validatePort(port, `${path}.ports[${j}]`, errors);
      for (const [j, peer] of (rule[peers] ?? []).entries()) validatePeer(peer, `${path}.${peers}[${j}]`, errors);
    }
  }
  const types: readonly string[] = spec.policyTypes ?? [];
  if (types.length > 2) errors.invalid('spec.policyTypes', types, 'may not specify more than two policyTypes');
  else for (const [i, type] of types.entries()) errors.oneOf(`spec.policyTypes[${i}]`, type, ['Ingress', 'Egress']);
}

function validatePort({ protocol, port, endPort }: Port, path: string, errors: FieldErrors): void {
  if (protocol !== undefined) errors.oneOf(`${path}.protocol`, protocol, ['TCP', 'UDP', 'SCTP']);
  if (typeof port === 'number') {
    errors.check(`${path}.port`, port, portNumber(port));
    if (endPort === undefined) return;
    // The value in this message is the port.
    if (endPort < port) errors.invalid(`${path}.endPort`, port, 'must be greater than or equal to `port`');
    errors.check(`${path}.endPort`, endPort, portNumber(endPort));
    return;
  }
  if (endPort !== undefined) {
    errors.invalid(
      `${path}.endPort`,
      endPort,
      `may not be specified when \`port\` is ${port === undefined ? 'not specified' : 'non-numeric'}`,
    );
  }
  if (port !== undefined) errors.check(`${path}.port`, port, portName(port));
}

function validatePeer({ podSelector, namespaceSelector, ipBlock }: Peer, path: string, errors: FieldErrors): void {
  if (podSelector) validateSelector(podSelector, `${path}.podSelector`, errors);
  if (namespaceSelector) validateSelector(namespaceSelector, `${path}.namespaceSelector`, errors);
  if (ipBlock) validateIpBlock(ipBlock.cidr ?? '', ipBlock.except ?? [], `${path}.ipBlock`, errors);
  if (!podSelector && !namespaceSelector && !ipBlock) errors.required(path, 'must specify a peer');
  if (ipBlock && (podSelector || namespaceSelector)) errors.forbidden(path, 'may not specify both ipBlock and another peer');
}

function validateIpBlock(cidr: string, excepts: readonly string[], path: string, errors: FieldErrors): void {
  if (cidr === '') errors.required(`${path}.cidr`);
  else errors.check(`${path}.cidr`, cidr, cidrProblems(cidr));
  const block = lenientCidr(cidr);
  if (!block) return;
  for (const [i, text] of excepts.entries()) {
    errors.check(`${path}.except[${i}]`, text, cidrProblems(text));
    const except = lenientCidr(text);
    if (!except) continue;
    const inside = except.family === block.family && except.range[0] >= block.range[0] && except.range[1] <= block.range[1];
    if (!inside || except.prefix <= block.prefix) errors.invalid(`${path}.except[${i}]`, text, 'must be a strict subset of `cidr`');
  }
}

export function networkPolicyWarnings({ spec }: KubeObject): string[] {
  return [['ingress', 'from'] as const, ['egress', 'to'] as const].flatMap(([direction, peers]) =>
    (spec[direction] ?? []).flatMap((rule: Record<string, Peer[]>, i: number) =>
      (rule[peers] ?? []).flatMap(({ ipBlock = {} }, j) => ipBlockWarnings(ipBlock, `spec.${direction}[${i}].${peers}[${j}].ipBlock`)),
    ),
  );
}

function ipBlockWarnings({ cidr = '', except = [] }: NonNullable<Peer['ipBlock']>, path: string): string[] {
  const texts = [[`${path}.cidr`, cidr] as const, ...except.map((text, i) => [`${path}.except[${i}]`, text] as const)];
  return texts.flatMap(([field, text]) => {
    const best = nonCanonicalV6(text);
    if (best === undefined) return [];
    return [`${field}: IPv6 CIDR value ${JSON.stringify(text)} should be in RFC 5952 canonical format (${JSON.stringify(best)})`];
  });
}
