/** A limited number of native calls at once. */

/** Refusal of a call that was not begun. */
export type NotBegun = 'all-hung' | 'too-late';

export class Slots {
  readonly #limit: number;
  readonly #patienceMs: number;
  /** When each call that has not come back was begun. */
  readonly #held = new Map<symbol, number>();
  /** In the order of asking. Each takes over the slot that becomes free. */
  readonly #waiting: ((slot: symbol) => void)[] = [];

  /** @param patienceMs How long callers wait for an answer. After that a call that is out counts as hung, and one that waits is not begun. */
  constructor(limit: number, patienceMs: number) {
    this.#limit = limit;
    this.#patienceMs = patienceMs;
  }

  /** Calls that are out for longer than anybody waits for them; each holds a thread. */
  get hung(): number {
    const now = performance.now();
    return [...this.#held.values()].filter(begun => now - begun > this.#patienceMs).length;
  }

  /** @returns What the work returns, or why it was not begun: every slot is held by a call that is hung, or none became free in time. */
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
      // At once: others may ask before the call begins.
      this.#held.set(slot, performance.now());
      return slot;
    }
    if (this.hung === this.#limit) return 'all-hung';
    const asked = performance.now();
    const slot = await new Promise<symbol>(take => this.#waiting.push(take));
    if (performance.now() - asked <= this.#patienceMs) return slot;
    // What it would change, nobody waits for any more; it may even have been decided otherwise since.
    this.#pass(slot);
    return 'too-late';
  }

  #pass(slot: symbol): void {
    const next = this.#waiting.shift();
    if (next) next(slot);
    else this.#held.delete(slot);
  }
}
