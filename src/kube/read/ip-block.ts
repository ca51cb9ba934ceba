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
 * Spellings that only old objects may have keep their old meaning, with a warning. API servers with StrictIPCIDRValidation (KEP-4858) reject
 * them in new objects.
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
  const host = value.slice(0, value.indexOf('/'));
  const address = parseAddress(host)!;
  const oddities: string[] = [];
  if (address.family === block.family ? address.value !== block.range[0] : false) oddities.push('bits are set beyond the prefix length');
  if (plain !== value || (host.includes('.') && /(^|[.:])0\d+(\.|$)/.test(host))) oddities.push('numbers have leading zeros');
  if (address.family === 4 && host.includes(':')) oddities.push('the address is an IPv4-mapped IPv6 address');
  if (oddities.length > 0)
    warn(place, 'ambiguous-cidr', `${value} is read as ${meaning}: ${oddities.join(', ')}; newer API servers reject it`);
  return { ...block, canonical: meaning };
}
