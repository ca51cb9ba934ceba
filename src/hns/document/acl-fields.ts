/** The settings of an ACL as HNS returned them, of whatever writer: one tolerant reader for all that compare or print ACLs. */
import { plainNumber } from './json.ts';
import type { EndpointPolicy } from './schema.ts';

const NAMES = [
  'Id',
  'Protocols',
  'Action',
  'Direction',
  'LocalAddresses',
  'RemoteAddresses',
  'LocalPorts',
  'RemotePorts',
  'RuleType',
  'Priority',
] as const;

export type AclField = (typeof NAMES)[number];

/** Texts. `''` for an absent field or null, as HNS takes them. Undefined for a value that is neither text nor number, which never equals a text. */
export type AclFields = Readonly<Record<AclField, string | undefined>>;

export function aclFields({ Settings }: EndpointPolicy): AclFields {
  const settings = (typeof Settings === 'object' && Settings !== null ? Settings : {}) as Readonly<Record<string, unknown>>;
  return Object.fromEntries(NAMES.map(name => [name, textOf(settings[name])])) as unknown as AclFields;
}

/** HNS writes some numbers as texts, and the other way round. */
function textOf(value: unknown): string | undefined {
  const plain = plainNumber(value) ?? '';
  return typeof plain === 'string' || typeof plain === 'number' ? String(plain) : undefined;
}
