/** Union, intersection and difference of address sets. */
import type { AddressSet } from './address.ts';
import { compare, intersect, subtract, union } from './interval.ts';

export const NO_ADDRESS: AddressSet = { v4: [], v6: [] };
/** Every IPv4 and IPv6 address. */
export const EVERY_ADDRESS: AddressSet = { v4: [[0, 2 ** 32 - 1]], v6: [[0n, 2n ** 128n - 1n]] };

export function or(sets: readonly AddressSet[]): AddressSet {
  const [only] = sets;
  if (sets.length === 1) return only!;
  return { v4: union(sets.flatMap(({ v4 }) => v4)), v6: union(sets.flatMap(({ v6 }) => v6)) };
}

export function and(a: AddressSet, b: 'any' | AddressSet): AddressSet {
  return b === 'any' ? a : { v4: intersect(a.v4, b.v4), v6: intersect(a.v6, b.v6) };
}

export function without(a: AddressSet, b: AddressSet): AddressSet {
  return { v4: subtract(a.v4, b.v4), v6: subtract(a.v6, b.v6) };
}

/** A total order on address sets. Returns 0 only for equal sets. */
export function compareAddresses(a: AddressSet, b: AddressSet): number {
  return compare(a.v4, b.v4) || compare(a.v6, b.v6);
}
