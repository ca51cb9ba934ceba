/** The comma lists of an ACL: how HNS spells sets of addresses and of ports. */
import { cidrs4, parseCidr } from '../core/address.ts';
import type { Interval, Intervals } from '../core/interval.ts';
import { meets, reaching, within } from './overlap.ts';

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
  const blocks = cidrs4(touched).flatMap(halves);
  const wanted = within(touched, needed) ? blocks : blocks.filter(block => meets([rangeOf(block)], needed));
  return wanted.map(block => (block.endsWith('/32') ? block.slice(0, -3) : block));
}

function rangeOf(block: string): Interval<number> {
  return parseCidr(block)!.range as Interval<number>;
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

// 0.0.0.0/0 was not "any" on older builds, and leaving the list out would let IPv6 in (calico-windows.md §8, row 15).
function halves(block: string): string[] {
  return block === '0.0.0.0/0' ? ['0.0.0.0/1', '128.0.0.0/1'] : [block];
}
