/** Limits the number of concurrent native calls. */

/** The reason why a call was not made. */
export type NotBegun = 'all-hung' | 'too-late';

export class Slots {
  readonly #limit: number;
  readonly #patienceMs: number;
  /** The start time of each running call. */
  readonly #held = new Map<symbol, number>();
  /** In order of arrival. A slot that becomes free is passed to the first. */
  readonly #waiting: ((slot: symbol) => void)[] = [];

  /** @param patienceMs How long callers wait for an answer. After that a running call counts as hung, and a waiting call is not made. */
  constructor(limit: number, patienceMs: number) {
    this.#limit = limit;
    this.#patienceMs = patienceMs;
  }

  /** Calls that have been running for longer than their callers wait. Each holds a thread. */
  get hung(): number {
    const now = performance.now();
    return [...this.#held.values()].filter(begun => now - begun > this.#patienceMs).length;
  }

  /** @returns The result of the work, or the reason why it was not started: every slot is held by a hung call, or none became free in time. */
  async use<T>(work: () => Promise<T>): Promise<T | NotBegun> {
    const slot = await this.#take();
    if (typeof slot !== 'symbol') return slot;
    this.#held.set(slot, performance.now());
    try {
      return await work();
    } finally {
      this.#pass(slot);
    }
  }

  async #take(): Promise<symbol | NotBegun> {
    if (this.#held.size < this.#limit) {
      const slot = Symbol('slot');
      // Takes the slot now, because others may ask before the call starts.
      this.#held.set(slot, performance.now());
      return slot;
    }
    if (this.hung === this.#limit) return 'all-hung';
    const asked = performance.now();
    const slot = await new Promise<symbol>(take => this.#waiting.push(take));
    if (performance.now() - asked <= this.#patienceMs) return slot;
    // The caller no longer waits, and the desired state may have changed.
    this.#pass(slot);
    return 'too-late';
  }

  #pass(slot: symbol): void {
    const next = this.#waiting.shift();
    if (next) next(slot);
    else this.#held.delete(slot);
  }
}
