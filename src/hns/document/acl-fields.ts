/** Reads the settings of any ACL that HNS returns. All code that compares or prints ACLs uses it. */
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

/** Text. `''` for an absent or null field, as in HNS. Undefined for a value that is neither text nor number, so that it equals no text. */
export type AclFields = Readonly<Record<AclField, string | undefined>>;

export function aclFields({ Settings }: EndpointPolicy): AclFields {
  const settings = (typeof Settings === 'object' && Settings !== null ? Settings : {}) as Readonly<Record<string, unknown>>;
  return Object.fromEntries(NAMES.map(name => [name, textOf(settings[name])])) as unknown as AclFields;
}

/** HNS may return a number as text, and text as a number. */
function textOf(value: unknown): string | undefined {
  const plain = plainNumber(value) ?? '';
  return typeof plain === 'string' || typeof plain === 'number' ? String(plain) : undefined;
}
