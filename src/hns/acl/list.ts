/** The comma lists of an ACL: how HNS spells sets of addresses and of ports. */
import { blocks4, cidr4, formatAddress } from '../../core/address.ts';
import { type Interval, type Intervals, isSubset, meets, reaching } from '../../core/interval.ts';

/** HNS reads an empty list as "any", so none may be written. */
export type NonEmpty<T> = readonly [T, ...T[]];

export function isNonEmpty<T>(list: readonly T[]): list is NonEmpty<T> {
  return list.length > 0;
}

/**
 * The fewest CIDRs that hold every address of `needed` and none outside `allowed`, in numeric order; a single address stands bare.
 * @param needed Part of `allowed`.
 */
export function addressItems(needed: Intervals<number>, allowed: Intervals<number>): string[] {
  const touched = needed === allowed ? allowed : [...new Set(needed.map(([first]) => reaching(allowed, first)!))];
  const blocks = blocks4(touched).flatMap(halves);
  const wanted = isSubset(touched, needed) ? blocks : blocks.filter(block => meets([block], needed));
  return wanted.map(block => (block[0] === block[1] ? formatAddress({ family: 4, value: block[0] }) : cidr4(block)));
}

export function portItems(ports: Intervals<number>): string[] {
  return ports.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`));
}

/** Comma lists of at most `size` items, none of them empty. */
export function commaLists(items: NonEmpty<string>, size: number): string[] {
  const lists: string[] = [];
  for (let start = 0; start < items.length; start += size) lists.push(items.slice(start, start + size).join(','));
  return lists;
}

// 0.0.0.0/0 was not "any" on older builds, and leaving the list out would let IPv6 in (docs/reference/calico-windows.md §8 row 15).
function halves(block: Interval<number>): Interval<number>[] {
  return block[1] - block[0] === 2 ** 32 - 1
    ? [
        [0, 2 ** 31 - 1],
        [2 ** 31, 2 ** 32 - 1],
      ]
    : [block];
}
