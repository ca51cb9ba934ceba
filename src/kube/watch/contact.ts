import type { Clock } from './clock.ts';

/** Milliseconds without an open watch or a part of a list after which contact counts as lost. */
const LOST_AFTER = 60_000;

/** The last time that one kind had an open watch or received a part of a list. */
export class Contact {
  readonly #now: Clock;
  #last: number;
  #lastDate = Date.now();

  constructor(now: Clock) {
    this.#now = now;
    this.#last = now();
  }

  received(): void {
    this.#last = this.#now();
    this.#lastDate = Date.now();
  }

  /** Milliseconds since 1970. Undefined while there is contact. */
  lostSince(isConnected: boolean): number | undefined {
    return !isConnected && this.#now() - this.#last >= LOST_AFTER ? this.#lastDate : undefined;
  }
}
