/** The waits between a kubelet's steps. A step without a wait follows at once. While they are paused, steps that come due wait. */
export class Steps {
  readonly #timers = new Set<NodeJS.Timeout>();
  #held: (() => void)[] = [];
  #isPaused = false;

  after(milliseconds: number, step: () => void): void {
    if (milliseconds <= 0) {
      this.#due(step);
      return;
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#due(step);
    }, milliseconds);
    this.#timers.add(timer);
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    const held = this.#held;
    this.#held = [];
    for (const step of held) step();
  }

  /** Drops all steps. */
  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#held = [];
  }

  #due(step: () => void): void {
    if (this.#isPaused) this.#held.push(step);
    else step();
  }
}
