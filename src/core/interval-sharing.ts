import type { Interval, Intervals } from './interval.ts';

/** Longer intervals are rare, and a key must be exact. */
const MAX_LENGTH = 2 ** 20;

/**
 * Keeps one copy of intervals and sets that repeat: peers whose selectors differ often select pods with the same addresses. This only saves
 * memory. A full table is cleared, so that unused values are freed.
 */
export class IntervalSharing {
  readonly #limit: number;
  readonly #known = new Map<number, Interval<number>>();
  /** By length. */
  readonly #sets = new Map<number, WeakRef<Intervals<number>>>();

  constructor(limit = 200_000) {
    this.#limit = limit;
  }

  /** @param first An IPv4 address. */
  readonly one = (first: number, last: number): Interval<number> => {
    if (last - first >= MAX_LENGTH) return [first, last];
    const key = first * MAX_LENGTH + (last - first);
    const known = this.#known.get(key);
    if (known) return known;
    if (this.#known.size >= this.#limit) this.#known.clear();
    const interval: Interval<number> = [first, last];
    this.#known.set(key, interval);
    return interval;
  };

  /** @param set Its intervals are shared, or it is only not found. */
  set(set: Intervals<number>): Intervals<number> {
    const known = this.#sets.get(set.length)?.deref();
    if (known?.every((interval, index) => interval === set[index])) return known;
    if (this.#sets.size >= this.#limit) this.#sets.clear();
    this.#sets.set(set.length, new WeakRef(set));
    return set;
  }
}
