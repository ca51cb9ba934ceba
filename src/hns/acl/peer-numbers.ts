/** The peers of one address family as numbers, so that the same code merges the ACLs of both families. */
import type { Interval, Intervals } from '../../core/interval.ts';
import type { Grant } from '../../core/pod-policy.ts';
import { addressItems, addressItems6 } from './list.ts';

export type Family = 4 | 6;

/** Stands for all peers of the other family. Only an ACL without addresses matches them. */
export const ELSEWHERE = 2 ** 32;
const EVERYONE: Intervals<number> = [[0, ELSEWHERE]];

export interface PeerNumbers {
  of(grant: Pick<Grant, 'peers'>): Intervals<number>;
  /** @param needed Subset of `allowed`. Neither contains ELSEWHERE. @returns See `addressItems`. */
  items(needed: Intervals<number>, allowed: Intervals<number>): string[];
}

export function peerNumbers(family: Family, grants: readonly Pick<Grant, 'peers'>[]): PeerNumbers {
  return family === 4 ? IPV4 : new Ipv6Numbers(grants);
}

const IPV4: PeerNumbers = {
  of: ({ peers }) => (peers === 'any' ? EVERYONE : peers.v4),
  items: addressItems,
};

/** Numbers the ranges of addresses that no grant divides, in order. So two sets of numbers have the relations of their sets of addresses. */
class Ipv6Numbers implements PeerNumbers {
  /** The first address of each range. */
  readonly #starts: readonly bigint[];
  readonly #numberOf: ReadonlyMap<bigint, number>;
  /** Equal arrays of addresses give the same array of numbers. */
  readonly #known = new Map<Intervals<bigint>, Intervals<number>>();

  constructor(grants: readonly Pick<Grant, 'peers'>[]) {
    const sets = new Set(grants.map(({ peers }) => (peers === 'any' ? [] : peers.v6)));
    const starts = new Set<bigint>();
    for (const set of sets) for (const [first, last] of set) starts.add(first).add(last + 1n);
    this.#starts = [...starts].sort((a, b) => (a < b ? -1 : 1));
    this.#numberOf = new Map(this.#starts.map((start, number) => [start, number]));
  }

  of({ peers }: Pick<Grant, 'peers'>): Intervals<number> {
    if (peers === 'any') return EVERYONE;
    const known = this.#known.get(peers.v6);
    if (known) return known;
    const numbers = peers.v6.map(([first, last]): Interval<number> => [this.#numberOf.get(first)!, this.#numberOf.get(last + 1n)! - 1]);
    this.#known.set(peers.v6, numbers);
    return numbers;
  }

  items(needed: Intervals<number>, allowed: Intervals<number>): string[] {
    return addressItems6(this.#addresses(needed), this.#addresses(allowed));
  }

  #addresses(numbers: Intervals<number>): Intervals<bigint> {
    return numbers.map(([first, last]): Interval<bigint> => [this.#starts[first]!, this.#starts[last + 1]! - 1n]);
  }
}
