/** Calls back once when it has not been fed for some time. */
export class Watchdog {
  readonly #patience: () => number;
  readonly #bark: () => void;
  #timer: NodeJS.Timeout | undefined;

  /** @param patience Milliseconds. Read again before the callback, because the last data may have extended it. */
  constructor(patience: () => number, bark: () => void) {
    this.#patience = patience;
    this.#bark = bark;
    this.feed();
  }

  /** Restarts the timer. */
  feed(): void {
    this.#wait(this.#patience(), 0);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #wait(milliseconds: number, waited: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const silence = waited + milliseconds;
      const left = this.#patience() - silence;
      if (left > 0) this.#wait(left, silence);
      else this.#bark();
    }, milliseconds);
  }
}
