/** Limits how often a process may start, for one that fails at once. */
export class StartLimit {
  readonly most: number;
  readonly #windowMs: number;
  #starts: number[] = [];

  /** @param most Maximum starts within `windowMs`. */
  constructor(most: number, windowMs: number) {
    this.most = most;
    this.#windowMs = windowMs;
  }

  /** @returns True if a start is allowed now. Then it counts. */
  take(): boolean {
    const now = performance.now();
    this.#starts = this.#starts.filter(start => now - start < this.#windowMs);
    if (this.#starts.length >= this.most) return false;
    this.#starts.push(now);
    return true;
  }
}
