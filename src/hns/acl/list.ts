/** The comma-separated lists of an ACL: HNS's spelling of address sets and port sets. */
import { blocks4, cidr4, formatAddress } from '../../core/address.ts';
import { type Interval, type Intervals, isSubset, meets, reaching } from '../../core/interval.ts';

/** HNS reads an empty list as "any", so an empty list must never be written. */
export type NonEmpty<T> = readonly [T, ...T[]];

export function isNonEmpty<T>(list: readonly T[]): list is NonEmpty<T> {
  return list.length > 0;
}

/**
 * The fewest CIDRs that cover every address of `needed` and none outside `allowed`, in numeric order. A single address has no prefix length.
 * @param needed Subset of `allowed`.
 */
export function addressItems(needed: Intervals<number>, allowed: Intervals<number>): string[] {
  const touched = needed === allowed ? allowed : [...new Set(needed.map(([first]) => reaching(allowed, first)!))];
  const blocks = blocks4(touched).flatMap(halves);
  const kept = isSubset(touched, needed) ? blocks : blocks.filter(block => meets([block], needed));
  return kept.map(block => (block[0] === block[1] ? formatAddress({ family: 4, value: block[0] }) : cidr4(block)));
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
function halves(block: Interval<number>): Interval<number>[] {
  return block[1] - block[0] === 2 ** 32 - 1
    ? [
        [0, 2 ** 31 - 1],
        [2 ** 31, 2 ** 32 - 1],
      ]
    : [block];
}
