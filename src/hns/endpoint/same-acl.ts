/**
 * Whether an ACL read back from HNS is the one we want. HNS may spell on return what it took: the forms that mean the same are accepted
 * here (docs/reference/hns-api.md §2.6), or every pass would find drift and reset connections. Anything else is a difference.
 */
import { z } from 'zod';
import { canonical } from '../../core/address.ts';
import { type Interval, union } from '../../core/interval.ts';
import { portItems } from '../acl/list.ts';
import type { AclPolicy } from '../document/acl-schema.ts';
import { plainNumber } from '../document/json.ts';
import type { EndpointPolicy } from '../document/schema.ts';

// '' and null stand for absent; a number may come as text and the other way round.
const field = z
  .preprocess(plainNumber, z.union([z.string(), z.number()]).nullish())
  .transform(value => String(value ?? ''))
  .optional()
  .default('');
const readSchema = z.looseObject({
  Id: field,
  Protocols: field,
  Action: field,
  Direction: field,
  LocalAddresses: field,
  RemoteAddresses: field,
  LocalPorts: field,
  RemotePorts: field,
  RuleType: field,
  Priority: field,
});
type Fields = Readonly<Record<keyof AclPolicy['Settings'], string>>;

/** The Id carries a hash of the content; the content is compared all the same, since an edit from outside may keep the Id. */
export function sameAcl(actual: EndpointPolicy, desired: AclPolicy): boolean {
  const read = readSchema.safeParse(actual.Settings);
  if (!read.success) return false;
  const a: Fields = read.data;
  const d: Fields = readSchema.parse(desired.Settings);
  const same = (name: keyof Fields, normal: (text: string) => string | undefined = text => text) => {
    if (a[name] === d[name]) return true;
    const text = normal(a[name]);
    return text !== undefined && text === normal(d[name]);
  };
  return (
    same('Id') &&
    same('Action') &&
    same('Direction') &&
    // A rule without a type is a Switch rule (docs/reference/hns-api.md §2.6), so it may not pass for a Host rule.
    same('RuleType', text => (text === '' ? 'Switch' : text)) &&
    same('Priority', text => String(Number(text))) &&
    same('Protocols', text => (text === '256' ? '' : text)) &&
    same('LocalAddresses', addresses) &&
    same('RemoteAddresses', addresses) &&
    same('LocalPorts', ports) &&
    same('RemotePorts', ports)
  );
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
    const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(item);
    if (!match) return undefined;
    ranges.push([Number(match[1]), Number(match[2] ?? match[1])]);
  }
  return portItems(union(ranges)).join();
}

function items(list: string): string[] {
  return list === '' ? [] : list.split(',').map(item => item.trim());
}
