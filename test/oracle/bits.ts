/** Addresses and blocks as strings of binary digits, so that "inside a block" is "starts with". Simple and slow, and shares no code with src/core. */

/** 32 digits for IPv4 (including `::ffff:1.2.3.4`), 128 for IPv6. */
export function bitsOf(address: string): string {
  const bits = address.includes(':') ? v6Bits(address) : v4Bits(address);
  return bits.startsWith(MAPPED) ? bits.slice(MAPPED.length) : bits;
}

/** True if the block contains the address. Host bits of the block are ignored. A block contains only addresses of its own family. */
export function inBlock(cidr: string, address: string): boolean {
  const bits = bitsOf(address);
  const [prefix, length] = blockOf(cidr);
  return bits.length === length && bits.startsWith(prefix);
}

export function isV6Block(cidr: string): boolean {
  return blockOf(cidr)[1] === 128;
}

export function isV6(address: string): boolean {
  return bitsOf(address).length === 128;
}

/** The digits that all addresses of the block begin with, and the length of these addresses. */
function blockOf(cidr: string): [prefix: string, length: 32 | 128] {
  const [base, size] = cidr.split('/') as [string, string];
  const prefix = (base.includes(':') ? v6Bits(base) : v4Bits(base)).slice(0, Number(size));
  if (!base.includes(':')) return [prefix, 32];
  // Go's net.IPNet, which the API server and every Go plugin use, reads ::ffff:10.0.0.0/104 as 10.0.0.0/8.
  return prefix.startsWith(MAPPED) ? [prefix.slice(MAPPED.length), 32] : [prefix, 128];
}

const MAPPED = '0'.repeat(80) + '1'.repeat(16);

function v4Bits(text: string): string {
  return text
    .split('.')
    .map(part => digits(Number(part), 8))
    .join('');
}

function v6Bits(text: string): string {
  const [head, tail] = text.split('::') as [string, string | undefined];
  if (tail === undefined) return groupBits(head);
  return groupBits(head) + '0'.repeat(128 - groupBits(head).length - groupBits(tail).length) + groupBits(tail);
}

function groupBits(text: string): string {
  if (text === '') return '';
  return text
    .split(':')
    .map(group => (group.includes('.') ? v4Bits(group) : digits(Number.parseInt(group, 16), 16)))
    .join('');
}

function digits(value: number, count: number): string {
  return value.toString(2).padStart(count, '0');
}
