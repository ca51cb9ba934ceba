/** apimachinery util/validation/ip.go: addresses and CIDRs, with the strict checks that a server has had since Kubernetes 1.36. */
import { canonical, parseAddress, parseCidr } from '../../../core/address.ts';

const ADDRESS = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';
const CIDR = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';

export function addressProblems(text: string): string[] {
  if (!parseAddress(text)) return [ADDRESS];
  if (hasLeadingZero(text)) return ['must not have leading 0s'];
  return isMapped(text) ? ['must not be an IPv4-mapped IPv6 address'] : [];
}

/** At most one problem, as on a real server. */
export function cidrProblems(text: string): string[] {
  const cidr = lenientCidr(text);
  if (!cidr) return [CIDR];
  const [host, prefix] = text.split('/') as [string, string];
  if (hasLeadingZero(host) || /^0\d/.test(prefix)) return ['must not have leading 0s in IP or prefix length'];
  if (isMapped(host)) return ['must not have an IPv4-mapped IPv6 address'];
  return parseAddress(host)!.value === cidr.range[0] ? [] : ['must not have bits set beyond the prefix length'];
}

/** The block of a CIDR whose prefix length may have leading zeros. */
export function lenientCidr(text: string): ReturnType<typeof parseCidr> {
  return parseCidr(text.replace(/\/0+(?=\d)/, '/'));
}

/** The canonical text of an IPv6 address or CIDR that is not canonical. */
export function nonCanonicalV6(text: string): string | undefined {
  const best = text.includes(':') ? canonical(text) : undefined;
  return best === text ? undefined : best;
}

function hasLeadingZero(text: string): boolean {
  return text.includes('.') && /(^|[.:])0\d+(?=\.|$)/.test(text);
}

function isMapped(text: string): boolean {
  return text.includes(':') && parseAddress(text)?.family === 4;
}
