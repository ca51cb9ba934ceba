/** How often something may start: what fails at once would otherwise be started again and again. */
export class StartLimit {
  readonly most: number;
  readonly #windowMs: number;
  #starts: number[] = [];

  /** @param most Starts within any `windowMs`. */
  constructor(most: number, windowMs: number) {
    this.most = most;
    this.#windowMs = windowMs;
  }

  /** @returns Whether it may start now; then this start counts. */
  take(): boolean {
    const now = performance.now();
    this.#starts = this.#starts.filter(start => now - start < this.#windowMs);
    if (this.#starts.length >= this.most) return false;
    this.#starts.push(now);
    return true;
  }
}
