/** Repeats an asynchronous look at something, never two at a time. Slow looks are repeated less often, so that polling never becomes the load. */

/** A look may take up at most this share of the time. */
const SHARE = 1 / 4;

export interface PollOptions {
  /** Must not reject. */
  readonly look: () => Promise<void>;
  /** Milliseconds from the start of one look to the start of the next, asked after each look. */
  readonly intervalMs: () => number;
}

export class Poll {
  readonly #options: PollOptions;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<void> | undefined;
  #isAgain = false;
  #isStopped = false;

  constructor(options: PollOptions) {
    this.#options = options;
  }

  /** Looks now, or once more after the look that runs. */
  now(): void {
    if (this.#isStopped) return;
    clearTimeout(this.#timer);
    if (this.#running) this.#isAgain = true;
    else this.#running = this.#run();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  /** Resolves when no look runs. */
  async drained(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    const start = performance.now();
    await this.#options.look();
    this.#running = undefined;
    if (this.#isStopped) return;
    const took = performance.now() - start;
    const wait = Math.max(this.#options.intervalMs() - took, took / SHARE - took, 0);
    const isAgain = this.#isAgain;
    this.#isAgain = false;
    if (isAgain) this.now();
    else this.#timer = setTimeout(() => this.now(), wait);
  }
}
