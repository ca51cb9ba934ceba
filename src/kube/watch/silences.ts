import type { Random } from '../../async/backoff.ts';
import type { Clock } from './clock.ts';
import { WATCH_PATIENCE } from './patience.ts';

const LISTS_APART = 600_000;
const SPREAD = 60_000;

/**
 * The watches in a row that received no event or bookmark until they were given up. Two of them are a reason to list, but not more often than
 * every 10 minutes: the API does not promise bookmarks, and a proxy may hold them back.
 */
export class Silences {
  readonly #random: Random;
  readonly #now: Clock;
  #inRow = 0;
  /** By the clock. */
  #nextList = Number.NEGATIVE_INFINITY;

  constructor(random: Random, now: Clock) {
    this.#random = random;
    this.#now = now;
  }

  /** Milliseconds for the next watch. Before a list they are spread over a minute, so that not all nodes list together. */
  patience(): number {
    return WATCH_PATIENCE + (this.#inRow > 0 ? this.#random() * SPREAD : 0);
  }

  /** A watch was silent. @returns true if a list must come before the next one. */
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
