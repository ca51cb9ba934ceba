/** Waits until every change of the cluster up to a given moment is in force. */

interface Waiter {
  readonly changes: number;
  readonly resolve: () => void;
}

export class Settling {
  #changes = 0;
  /** Changes that the last search, and the last successful look at HNS, came after. */
  #searched = -1;
  #looked = -1;
  #waiters: readonly Waiter[] = [];

  /** The number of changes so far. A search or look that begins now comes after all of them. */
  get changes(): number {
    return this.#changes;
  }

  /** Changes have arrived since the last search. */
  get isSearchDue(): boolean {
    return this.#changes > this.#searched;
  }

  changed(): void {
    this.#changes++;
  }

  searched(changes: number): void {
    this.#searched = changes;
  }

  looked(changes: number): void {
    this.#looked = changes;
  }

  /** Every endpoint is in sync, and none waits for work. */
  inSync(): void {
    const reached = Math.min(this.#searched, this.#looked);
    const settled = this.#waiters.filter(({ changes }) => changes <= reached);
    this.#waiters = this.#waiters.filter(({ changes }) => changes > reached);
    for (const { resolve } of settled) resolve();
  }

  /** Resolves at the first `inSync` after a search and a look that came after all changes until now. */
  wait(): Promise<void> {
    return new Promise(resolve => {
      this.#waiters = [...this.#waiters, { changes: this.#changes, resolve }];
    });
  }
}
