/** Rings once when nobody has fed it for a time. */
export class Watchdog {
  readonly #patience: () => number;
  readonly #bark: () => void;
  #timer: NodeJS.Timeout | undefined;

  /** @param patience Milliseconds; asked again before it rings, since what was fed last may have given reason for more. */
  constructor(patience: () => number, bark: () => void) {
    this.#patience = patience;
    this.#bark = bark;
    this.feed();
  }

  /** Starts the time anew. */
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
