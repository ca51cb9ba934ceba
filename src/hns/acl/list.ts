/** The comma-separated lists of an ACL: HNS's spelling of address sets and port sets. */
import { blocks4, blocks6, cidr4, cidr6, formatAddress } from '../../core/address.ts';
import { type Interval, type Intervals, isSubset, meets, reaching } from '../../core/interval.ts';

/** HNS reads an empty list as "any", so an empty list must never be written. */
export type NonEmpty<T> = readonly [T, ...T[]];

export function isNonEmpty<T>(list: readonly T[]): list is NonEmpty<T> {
  return list.length > 0;
}

/**
 * The fewest CIDRs that cover every IPv4 address of `needed` and none outside `allowed`, in numeric order. A single address has no prefix length.
 * @param needed Subset of `allowed`.
 */
export function addressItems(needed: Intervals<number>, allowed: Intervals<number> = needed): string[] {
  return blocksOf(needed, allowed, ranges => blocks4(ranges).flatMap(halves4)).map(block =>
    block[0] === block[1] ? formatAddress({ family: 4, value: block[0] }) : cidr4(block),
  );
}

/** The same for IPv6. */
export function addressItems6(needed: Intervals<bigint>, allowed: Intervals<bigint> = needed): string[] {
  return blocksOf(needed, allowed, ranges => blocks6(ranges).flatMap(halves6).filter(isNotMapped)).map(block =>
    block[0] === block[1] ? formatAddress({ family: 6, value: block[0] }) : cidr6(block),
  );
}

function blocksOf<T extends number | bigint>(
  needed: Intervals<T>,
  allowed: Intervals<T>,
  divide: (ranges: Intervals<T>) => Interval<T>[],
): Interval<T>[] {
  const touched = needed === allowed ? allowed : [...new Set(needed.map(([first]) => reaching(allowed, first)!))];
  const blocks = divide(touched);
  return isSubset(touched, needed) ? blocks : blocks.filter(block => meets([block], needed));
}

export function portItems(ports: Intervals<number>): string[] {
  return ports.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`));
}

/** Comma-separated lists of at most `size` items. No list is empty. */
export function commaLists(items: NonEmpty<string>, size: number): string[] {
  const lists: string[] = [];
  for (let start = 0; start < items.length; start += size) lists.push(items.slice(start, start + size).join(','));
  return lists;
}

// Older builds do not read 0.0.0.0/0 as "any", and a missing list would also match IPv6 (docs/reference/calico-windows.md §8 row 15).
function halves4(block: Interval<number>): Interval<number>[] {
  return block[1] - block[0] === 2 ** 32 - 1
    ? [
        [0, 2 ** 31 - 1],
        [2 ** 31, 2 ** 32 - 1],
      ]
    : [block];
}

function halves6(block: Interval<bigint>): Interval<bigint>[] {
  const half = 1n << 127n;
  return block[1] - block[0] === 2n * half - 1n
    ? [
        [0n, half - 1n],
        [half, 2n * half - 1n],
      ]
    : [block];
}

/** The text of an IPv4-mapped block would mean IPv4. No packet has such an IPv6 address. */
function isNotMapped([first]: Interval<bigint>): boolean {
  return first >> 32n !== 0xffffn;
}
