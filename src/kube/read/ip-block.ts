import { z } from 'zod';
import { formatCidr, parseAddress, parseCidr } from '../../core/address.ts';
import type { IpBlockPeer } from '../../core/model.ts';
import { inner, readFields, readList, text } from './fields.ts';
import { at, invalid, type Place, required, warn } from './place.ts';

const shape = z.object({ cidr: text, except: inner });

type Cidr = NonNullable<ReturnType<typeof parseCidr>> & { readonly canonical: string };

/** Reads an IPBlock. Undefined if any part is invalid, because without an except it would allow more. `path` is the peer's. */
export function readIpBlock(raw: unknown, place: Place, path: string): IpBlockPeer | undefined {
  const { findings } = place;
  const errors = findings.errors;
  const fields = readFields(shape, raw, place);
  if (!fields) return undefined;
  if (!fields.cidr) {
    required(at(place, 'cidr'), '');
    return undefined;
  }
  const cidr = readCidr(fields.cidr, at(place, 'cidr'));
  const list = at(place, 'except');
  const except = (readList(fields.except, list) ?? []).map((item, index) => readExcept(item, cidr, at(list, index)));
  return cidr && findings.errors === errors
    ? { kind: 'ipBlock', path, cidr: cidr.canonical, except: except.map(one => one!.canonical) }
    : undefined;
}

function readExcept(raw: unknown, within: Cidr | undefined, place: Place): Cidr | undefined {
  const value = raw ?? '';
  if (typeof value !== 'string') {
    invalid(place, value, 'must be a string');
    return undefined;
  }
  const except = readCidr(value, place);
  if (within && except && !isStrictSubset(except, within)) invalid(place, value, 'must be a strict subset of `cidr`');
  return except;
}

function isStrictSubset(inside: Cidr, outside: Cidr): boolean {
  if (inside.family !== outside.family || inside.prefix <= outside.prefix) return false;
  return outside.range[0] <= inside.range[0] && inside.range[1] <= outside.range[1];
}

/**
 * API servers with StrictIPCIDRValidation (KEP-4858) reject some spellings in new objects. In stored objects they keep their old meaning, with
 * a warning.
 */
export function readCidr(value: string, place: Place): Cidr | undefined {
  // The core reads leading zeros of an address as decimal. Leading zeros of the prefix length are removed here.
  const plain = value.replace(/\/0+(?=\d)/, '/');
  const block = parseCidr(plain);
  if (!block) {
    invalid(place, value, 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)');
    return undefined;
  }
  const meaning = formatCidr(block);
  const oddities = odditiesOf(value, plain, block);
  if (place.findings.strict) {
    for (const { rule } of oddities) invalid(place, value, rule);
    if (oddities.length === 0 && block.family === 6 && value !== meaning)
      warn(place, 'ambiguous-cidr', `IPv6 CIDR value "${value}" should be in RFC 5952 canonical format ("${meaning}")`);
  } else if (oddities.length > 0) {
    const reasons = oddities.map(({ reason }) => reason).join(', ');
    warn(place, 'ambiguous-cidr', `${value} is read as ${meaning}: ${reasons}; newer API servers reject it`);
  }
  return { ...block, canonical: meaning };
}

interface Oddity {
  readonly reason: string;
  /** In the API server's words. */
  readonly rule: string;
}

/** @param plain Without leading zeros of the prefix length. */
function odditiesOf(value: string, plain: string, block: NonNullable<ReturnType<typeof parseCidr>>): Oddity[] {
  const host = value.slice(0, value.indexOf('/'));
  const address = parseAddress(host)!;
  const hasHostBits = address.family === block.family && address.value !== block.range[0];
  const hasZeros = plain !== value || (host.includes('.') && /(^|[.:])0\d+(\.|$)/.test(host));
  return [
    ...(hasHostBits ? [{ reason: 'bits are set beyond the prefix length', rule: 'must not have bits set beyond the prefix length' }] : []),
    ...(hasZeros ? [{ reason: 'numbers have leading zeros', rule: 'must not have leading 0s in IP or prefix length' }] : []),
    ...(address.family === 4 && host.includes(':')
      ? [{ reason: 'the address is an IPv4-mapped IPv6 address', rule: 'must not have an IPv4-mapped IPv6 address' }]
      : []),
  ];
}
