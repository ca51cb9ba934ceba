/** The process of a container runtime. Sandboxes and containers outlive it. */
export class RuntimeProcess {
  #isRunning = true;
  readonly #waiting = new Set<() => void>();
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
    for (const step of [...this.#waiting]) if (this.#waiting.delete(step)) step();
  }

  /** At once, or when the process starts. @returns Cancels it. */
  whenRunning(step: () => void): () => void {
    if (!this.#isRunning) this.#waiting.add(step);
    else step();
    return () => this.#waiting.delete(step);
  }

  /** @returns Stops listening. */
  onStop(listener: () => void): () => void {
    this.#connected.add(listener);
    return () => this.#connected.delete(listener);
  }
}
