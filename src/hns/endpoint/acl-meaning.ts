/**
 * What an ACL of HNS says, as one text. HNS may return another spelling than it received. The spellings that mean the same are equal here
 * (docs/reference/hns-api.md §2.6), because each difference would cause a write at every read and reset connections. Every other difference
 * counts. The Id is left out: it names policies for people, and they may change without any effect on traffic.
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
  // A rule without a type is a Switch rule (docs/reference/hns-api.md §2.6), so it may not pass for a Host rule.
  RuleType: text => (text === '' ? 'Switch' : text),
  Priority: text => String(Number(text)),
  Protocols: text => (text === '256' ? '' : text),
  LocalAddresses: addresses,
  RemoteAddresses: addresses,
  LocalPorts: ports,
  RemotePorts: ports,
};
const NAMES = Object.keys(SPELLINGS) as (keyof typeof SPELLINGS)[];

/** Equal for ACLs that are equal letter by letter but for their Ids. Cheap also for long lists. Undefined: a field is neither text nor number. */
export function spellingOf(acl: EndpointPolicy): string | undefined {
  return textOf(acl, (_name, text) => text);
}

/** Equal for ACLs that mean the same. Undefined: a field cannot be read, so the ACL equals no other. */
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
    // With its length, so that no text can pass for two.
    texts += `${text.length} ${text}`;
  }
  return texts;
}

/** Undefined: no list of addresses. */
function addresses(list: string): string | undefined {
  const texts = items(list).map(item => canonical(item)?.replace(/^([\d.]+)\/32$/, '$1'));
  return texts.includes(undefined) ? undefined : [...new Set(texts)].sort().join();
}

/** Undefined: no list of ports. */
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
