/**
 * The meaning of an ACL as text. HNS may return another spelling than it received. Spellings with the same meaning give equal text
 * (docs/reference/hns-api.md §2.6), because each difference would cause a write at every read and reset connections. All other differences
 * count. The Id is left out: it only names policies for people, and a change of it does not affect traffic.
 */
import { canonical } from '../../core/address.ts';
import { type Interval, union } from '../../core/interval.ts';
import { portItems } from '../acl/list.ts';
import { type AclField, type AclFields, aclFields } from '../document/acl-fields.ts';
import { portRange } from '../document/acl-schema.ts';
import type { EndpointPolicy } from '../document/schema.ts';

const SPELLINGS: Readonly<Record<Exclude<AclField, 'Id'>, (text: string) => string | undefined>> = {
  Action: text => text,
  Direction: text => text,
  // A rule without a type is a Switch rule (docs/reference/hns-api.md §2.6), so it must not equal a Host rule.
  RuleType: text => (text === '' ? 'Switch' : text),
  Priority: text => String(Number(text)),
  Protocols: text => (text === '256' ? '' : text),
  LocalAddresses: addresses,
  RemoteAddresses: addresses,
  LocalPorts: ports,
  RemotePorts: ports,
};
const NAMES = Object.keys(SPELLINGS) as (keyof typeof SPELLINGS)[];

/** Equal for ACLs with identical fields except the Id. Cheap even for long lists. Undefined if a field is neither text nor number. */
export function spellingOf(acl: EndpointPolicy): string | undefined {
  return textOf(acl, (_name, text) => text);
}

/** Equal for ACLs with the same meaning. Undefined if a field cannot be read. Such an ACL equals no other. */
export function meaningOf(acl: EndpointPolicy): string | undefined {
  return textOf(acl, (name, text) => SPELLINGS[name](text));
}

function textOf(acl: EndpointPolicy, spell: (name: keyof typeof SPELLINGS, text: string) => string | undefined): string | undefined {
  const fields: AclFields = aclFields(acl);
  let texts = '';
  for (const name of NAMES) {
    const field = fields[name];
    const text = field === undefined ? undefined : spell(name, field);
    if (text === undefined) return undefined;
    // The length is included so that two fields cannot run together.
    texts += `${text.length} ${text}`;
  }
  return texts;
}

/** Undefined if the text is not a list of addresses. */
function addresses(list: string): string | undefined {
  const texts = items(list).map(item => withoutLength(canonical(item)));
  return texts.includes(undefined) ? undefined : [...new Set(texts)].sort().join();
}

/** A single address may have its prefix length. @param text Canonical. */
function withoutLength(text: string | undefined): string | undefined {
  return text?.replace(text.includes(':') ? /\/128$/ : /\/32$/, '');
}

/** Undefined if the text is not a list of ports. */
function ports(list: string): string | undefined {
  const ranges: Interval<number>[] = [];
  for (const item of items(list)) {
    const range = portRange(item);
    if (!range) return undefined;
    ranges.push(range);
  }
  return portItems(union(ranges)).join();
}

function items(list: string): string[] {
  return list === '' ? [] : list.split(',').map(item => item.trim());
}
