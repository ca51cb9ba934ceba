/** The process of a container runtime. Sandboxes and containers outlive it. */
export class RuntimeProcess {
  #isRunning = true;
  #waiting: (() => void)[] = [];
  readonly #connected = new Set<() => void>();

  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** Breaks every connection. */
  stop(): void {
    if (!this.#isRunning) return;
    this.#isRunning = false;
    for (const listener of [...this.#connected]) listener();
  }

  start(): void {
    this.#isRunning = true;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const step of waiting) step();
  }

  /** At once, or when the process starts. */
  whenRunning(step: () => void): void {
    if (this.#isRunning) step();
    else this.#waiting.push(step);
  }

  /** @returns Stops listening. */
  onStop(listener: () => void): () => void {
    this.#connected.add(listener);
    return () => this.#connected.delete(listener);
  }
}
