import type { Random } from '../../async/backoff.ts';
import type { Clock } from './clock.ts';
import { WATCH_PATIENCE } from './patience.ts';

const LISTS_APART = 600_000;
const SPREAD = 60_000;

/**
 * Counts the watches in a row that received no event or bookmark before they were given up. Two of them cause a list, but at most every 10
 * minutes: the API does not guarantee bookmarks, and a proxy may hold them back.
 */
export class Silences {
  readonly #random: Random;
  readonly #now: Clock;
  #inRow = 0;
  /** Clock time of the earliest next list. */
  #nextList = Number.NEGATIVE_INFINITY;

  constructor(random: Random, now: Clock) {
    this.#random = random;
    this.#now = now;
  }

  /** Milliseconds for the next watch. Spread over a minute if a list may follow, so that not all nodes list at the same time. */
  patience(): number {
    return WATCH_PATIENCE + (this.#inRow > 0 ? this.#random() * SPREAD : 0);
  }

  /** A watch was silent. @returns True if a list must come before the next watch. */
  isListDue(): boolean {
    this.#inRow++;
    if (this.#inRow < 2 || this.#now() < this.#nextList) return false;
    this.#nextList = this.#now() + LISTS_APART;
    return true;
  }

  /** An event or a bookmark arrived. */
  end(): void {
    this.#inRow = 0;
  }
}
