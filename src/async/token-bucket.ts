/** Limits a rate: tokens accumulate at a steady pace up to a burst, and each action takes one. */
export class TokenBucket {
  readonly #perMs: number;
  readonly #burst: number;
  #tokens: number;
  /** When the tokens were counted, in monotonic milliseconds. */
  #at = performance.now();

  /** @param burst At least 1. The bucket starts with so many tokens. */
  constructor(perMinute: number, burst: number) {
    this.#perMs = perMinute / 60_000;
    this.#burst = burst;
    this.#tokens = burst;
  }

  /** @returns False if there is no token. */
  take(): boolean {
    this.#count();
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }

  /** Milliseconds until the next token. 0: there is one. */
  get waitMs(): number {
    this.#count();
    return this.#tokens >= 1 ? 0 : Math.ceil((1 - this.#tokens) / this.#perMs);
  }

  #count(): void {
    const now = performance.now();
    this.#tokens = Math.min(this.#burst, this.#tokens + (now - this.#at) * this.#perMs);
    this.#at = now;
  }
}
