/**
 * Runs long computations in short slices, so that events, timers and requests are served in between. The groups take turns: a group with much
 * to compute does not delay another one.
 */

export interface Computation {
  /** A key that is added again while it waits or runs is computed once. */
  readonly key: string;
  /** The namespace of the pod. */
  readonly group: string;
  /** Called when the computation begins. Each step is short. */
  readonly steps: () => Iterator<void, unknown>;
  /** Called when it ended, also after an exception. Must not throw. */
  readonly done: () => void;
}

interface Running {
  readonly computation: Computation;
  steps?: Iterator<void, unknown>;
}

/** Milliseconds without a return to the event loop. */
const SLICE_MS = 10;
/** Milliseconds of one group in a slice, if other groups wait. */
const TURN_MS = 2;

export class Computing {
  /** In the order of their turns. Each has at least one computation, in the order of arrival. */
  readonly #groups = new Map<string, Map<string, Running>>();
  #next: ReturnType<typeof setImmediate> | undefined;

  get isIdle(): boolean {
    return this.#groups.size === 0;
  }

  add(computation: Computation): void {
    const { key, group } = computation;
    const running = this.#groups.get(group) ?? new Map<string, Running>();
    if (running.has(key)) return;
    running.set(key, { computation });
    this.#groups.set(group, running);
    this.#continueLater();
  }

  /** Computes for the time of one slice. The rest follows later. */
  run(): void {
    const end = performance.now() + SLICE_MS;
    for (let now = performance.now(); this.#groups.size > 0 && now < end; now = performance.now()) this.#turn(Math.min(end, now + TURN_MS));
    this.#continueLater();
  }

  stop(): void {
    clearImmediate(this.#next);
    this.#next = undefined;
    for (const group of this.#groups.values()) for (const { steps } of group.values()) steps?.return?.();
    this.#groups.clear();
  }

  #continueLater(): void {
    if (this.#groups.size === 0) return;
    this.#next ??= setImmediate(() => {
      this.#next = undefined;
      this.run();
    });
  }

  /** Continues the first computation of the first group, which then waits for all other groups. */
  #turn(end: number): void {
    const [name, group] = this.#groups.entries().next().value!;
    const [key, running] = group.entries().next().value!;
    this.#groups.delete(name);
    const hasEnded = advance(running, end);
    if (hasEnded) group.delete(key);
    if (group.size > 0) this.#groups.set(name, group);
    if (hasEnded) running.computation.done();
  }
}

/** @returns True if the computation has ended. */
function advance(running: Running, end: number): boolean {
  try {
    running.steps ??= running.computation.steps();
    do if (running.steps.next().done) return true;
    while (performance.now() < end);
    return false;
  } catch {
    // A bug. The work on the endpoint meets it again, closes the pod and reports it.
    return true;
  }
}
