/** Rings once when nobody has fed it for a time. */
export class Watchdog {
  readonly #bark: () => void;
  #timer: NodeJS.Timeout | undefined;
  #patience: number;

  /** @param patience milliseconds */
  constructor(patience: number, bark: () => void) {
    this.#patience = patience;
    this.#bark = bark;
    this.feed();
  }

  /** Starts the time anew, with another patience from now on where one is given. */
  feed(patience = this.#patience): void {
    this.#patience = patience;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#bark, patience);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
