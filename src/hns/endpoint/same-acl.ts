/**
 * Whether an ACL read back from HNS is the one we want. HNS may spell on return what it took: the forms that mean the same are accepted
 * here (docs/reference/hns-api.md §2.6), or every pass would find drift and reset connections. Anything else is a difference.
 */
import { canonical } from '../../core/address.ts';
import { type Interval, union } from '../../core/interval.ts';
import { portItems } from '../acl/list.ts';
import { type AclField, aclFields } from '../document/acl-fields.ts';
import { type AclPolicy, portRange } from '../document/acl-schema.ts';
import type { EndpointPolicy } from '../document/schema.ts';

/** The Id carries a hash of the content; the content is compared all the same, since an edit from outside may keep the Id. */
export function sameAcl(actual: EndpointPolicy, desired: AclPolicy): boolean {
  const a = aclFields(actual);
  const d = aclFields(desired);
  const same = (name: AclField, normal: (text: string) => string | undefined = text => text) => {
    const [found, wanted] = [a[name], d[name]];
    if (found === undefined || wanted === undefined) return false;
    if (found === wanted) return true;
    const text = normal(found);
    return text !== undefined && text === normal(wanted);
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
    const range = portRange(item);
    if (!range) return undefined;
    ranges.push(range);
  }
  return portItems(union(ranges)).join();
}

function items(list: string): string[] {
  return list === '' ? [] : list.split(',').map(item => item.trim());
}
