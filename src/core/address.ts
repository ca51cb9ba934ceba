/** Converts IP addresses and CIDR blocks from text to numbers and back without loss. IPv4 is a number, IPv6 a bigint. */
import { contains, type Interval, type Intervals, union } from './interval.ts';

/** Canonical sets of addresses, one per family. */
export interface AddressSet {
  readonly v4: Intervals<number>;
  readonly v6: Intervals<bigint>;
}

export type Address = { readonly family: 4; readonly value: number } | { readonly family: 6; readonly value: bigint };

const ZERO = '0'.charCodeAt(0);
const V6_MAX = (1n << 128n) - 1n;
const MAPPED = 0xffffn << 32n;

/**
 * Parses text such as `10.0.0.1`, `fd00::1` or `::ffff:10.0.0.1` (which is IPv4). Leading zeros are decimal.
 * @returns undefined if the text is not an address.
 */
export function parseAddress(text: string): Address | undefined {
  const v4 = parseV4(text);
  if (v4 !== undefined) return { family: 4, value: v4 };
  const v6 = parseV6(text);
  if (v6 === undefined) return undefined;
  return v6 >> 32n === 0xffffn ? { family: 4, value: Number(v6 & 0xffff_ffffn) } : { family: 6, value: v6 };
}

/** The address range of a CIDR. Host bits are ignored. Undefined if the text is not a CIDR, for instance a bare address. */
export function parseCidr(text: string): Cidr | undefined {
  const slash = text.indexOf('/');
  const bits = text.slice(slash + 1);
  if (slash < 0 || !/^(0|[1-9]\d{0,2})$/.test(bits)) return undefined;
  const prefix = Number(bits);
  const host = text.slice(0, slash);
  const v4 = parseV4(host);
  if (v4 !== undefined) return prefix <= 32 ? { family: 4, prefix, range: range4(v4, prefix) } : undefined;
  const v6 = parseV6(host);
  if (v6 === undefined || prefix > 128) return undefined;
  // The API server (Go's net.IPNet) reads an IPv4-mapped block of /96 or longer as the IPv4 block.
  if (v6 >> 32n === 0xffffn && prefix >= 96) {
    return { family: 4, prefix: prefix - 96, range: range4(Number(v6 & 0xffff_ffffn), prefix - 96) };
  }
  const size = 1n << BigInt(128 - prefix);
  const first = v6 - (v6 % size);
  return { family: 6, prefix, range: [first, first + size - 1n] };
}

export type Cidr = { readonly prefix: number } & (CidrRange4 | CidrRange6);

interface CidrRange4 {
  readonly family: 4;
  readonly range: Interval<number>;
}
interface CidrRange6 {
  readonly family: 6;
  readonly range: Interval<bigint>;
}

function range4(address: number, prefix: number): Interval<number> {
  const size = 2 ** (32 - prefix);
  const first = address - (address % size);
  return [first, first + size - 1];
}

/** Canonical text. RFC 5952 for IPv6. */
export function formatAddress(address: Address): string {
  return address.family === 4 ? formatV4(address.value) : formatV6(address.value);
}

/** The canonical text of an address or CIDR. Undefined for any other text. */
export function canonical(text: string): string | undefined {
  const address = parseAddress(text);
  if (address) return formatAddress(address);
  const cidr = parseCidr(text);
  return cidr && formatCidr(cidr);
}

export function formatCidr(cidr: Cidr): string {
  const first = cidr.family === 4 ? formatV4(cidr.range[0]) : formatV6(cidr.range[0]);
  return `${first}/${cidr.prefix}`;
}

/** @throws TypeError if a text is neither an address nor a CIDR. Callers pass only validated text. */
export function addressSet(texts: Iterable<string>): AddressSet {
  const v4: Interval<number>[] = [];
  const v6: Interval<bigint>[] = [];
  for (const text of texts) {
    const block = parseCidr(text);
    const address = block ? undefined : parseAddress(text);
    if (block?.family === 4) v4.push(block.range);
    else if (block?.family === 6) v6.push(block.range);
    else if (address?.family === 4) v4.push([address.value, address.value]);
    else if (address?.family === 6) v6.push([address.value, address.value]);
    else throw new TypeError(`not an address or CIDR: ${JSON.stringify(text)}`);
  }
  return { v4: union(v4), v6: union(v6) };
}

export function isEmpty(set: AddressSet): boolean {
  return set.v4.length === 0 && set.v6.length === 0;
}

export function hasAddress(set: AddressSet, address: Address): boolean {
  return address.family === 4 ? contains(set.v4, address.value) : contains(set.v6, address.value);
}

/** The fewest CIDRs that cover exactly these IPv4 ranges. A single address is a `/32`. */
export function cidrs4(ranges: Intervals<number>): string[] {
  return blocks4(ranges).map(cidr4);
}

/** Like `cidrs4`, but returns ranges. */
export function blocks4(ranges: Intervals<number>): Interval<number>[] {
  const blocks: Interval<number>[] = [];
  for (const [first, last] of ranges) {
    for (let start = first; start <= last; ) {
      let size = start === 0 ? 2 ** 32 : lowestBit(start);
      while (start + size - 1 > last) size /= 2;
      blocks.push([start, start + size - 1]);
      start += size;
    }
  }
  return blocks;
}

/** @param block From `blocks4`. */
export function cidr4([first, last]: Interval<number>): string {
  return `${formatV4(first)}/${32 - Math.log2(last - first + 1)}`;
}

/** Like `cidrs4`, for IPv6. A single address is a `/128`. */
export function cidrs6(ranges: Intervals<bigint>): string[] {
  return blocks6(ranges).map(cidr6);
}

/** Like `cidrs6`, but returns ranges. */
export function blocks6(ranges: Intervals<bigint>): Interval<bigint>[] {
  const blocks: Interval<bigint>[] = [];
  for (const [first, last] of ranges) {
    for (let start = first; start <= last; ) {
      let size = 1n;
      while (start % (size * 2n) === 0n && start + size * 2n - 1n <= last) size *= 2n;
      blocks.push([start, start + size - 1n]);
      start += size;
    }
  }
  return blocks;
}

/** @param block From `blocks6`. */
export function cidr6([first, last]: Interval<bigint>): string {
  return `${formatV6(first)}/${128 - (last - first).toString(2).replace(/^0/, '').length}`;
}

/** True for a pod, node or endpoint with an IPv6 address. @param addresses Canonical. */
export function hasIpv6(addresses: readonly string[]): boolean {
  return addresses.some(address => parseAddress(address)?.family === 6);
}

/** The greatest power of two that divides an IPv4 address other than 0. */
function lowestBit(value: number): number {
  return (value & -value) >>> 0;
}

function parseV4(text: string): number | undefined {
  let [value, part, digits, dots] = [0, 0, 0, 0];
  for (let index = 0; index < text.length; index++) {
    const digit = text.charCodeAt(index) - ZERO;
    if (digit >= 0 && digit <= 9) {
      part = part * 10 + digit;
      digits++;
    } else {
      if (digits === 0 || text[index] !== '.') return undefined;
      value = value * 256 + part;
      [part, digits] = [0, 0];
      dots++;
    }
    if (part > 255 || digits > 3) return undefined;
  }
  return dots === 3 && digits > 0 ? value * 256 + part : undefined;
}

function parseV6(text: string): bigint | undefined {
  if (!text.includes(':')) return undefined;
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = groups(halves[0]!, halves.length === 1);
  const tail = groups(halves[1] ?? '', true);
  if (!head || !tail) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  let value = 0n;
  for (const group of [...head, ...new Array<number>(missing).fill(0), ...tail]) value = (value << 16n) | BigInt(group);
  return value <= V6_MAX ? value : undefined;
}

/** The 16-bit groups on one side of `::`. The last one may be dotted IPv4 if this side ends the address. */
function groups(text: string, endsAddress: boolean): number[] | undefined {
  if (text === '') return [];
  const parts = text.split(':');
  const values: number[] = [];
  for (const [index, part] of parts.entries()) {
    if (/^[0-9a-fA-F]{1,4}$/.test(part)) {
      values.push(Number.parseInt(part, 16));
      continue;
    }
    const v4 = endsAddress && index === parts.length - 1 ? parseV4(part) : undefined;
    if (v4 === undefined) return undefined;
    values.push(Math.floor(v4 / 65536), v4 % 65536);
  }
  return values;
}

function formatV4(value: number): string {
  return `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`;
}

function formatV6(value: bigint): string {
  if (value >> 32n === MAPPED >> 32n) return `::ffff:${formatV4(Number(value & 0xffff_ffffn))}`;
  const parts: number[] = [];
  for (let shift = 112n; shift >= 0n; shift -= 16n) parts.push(Number((value >> shift) & 0xffffn));
  let zerosAt = -1;
  let zeros = 1;
  for (let i = 0; i < 8; i++) {
    let run = 0;
    while (i + run < 8 && parts[i + run] === 0) run++;
    if (run > zeros) [zerosAt, zeros] = [i, run];
    i += run;
  }
  const hex = parts.map(part => part.toString(16));
  return zerosAt < 0 ? hex.join(':') : `${hex.slice(0, zerosAt).join(':')}::${hex.slice(zerosAt + zeros).join(':')}`;
}
