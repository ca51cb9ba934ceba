/**
 * Runs long computations in short slices, so that events, timers and requests are served in between. The group that has computed least goes
 * first, so a group with much to compute does not delay another one.
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

/** Milliseconds without a return to the event loop. A step may last longer. */
const SLICE_MS = 10;
/** Milliseconds of one group in a slice, if other groups wait. */
const TURN_MS = 2;
/** Computing that lasts so long is not an ordinary change of the cluster. From then on other work gets as much time. */
const BURST_MS = 200;
/** Milliseconds of computing in all groups after which the time of each counts half. */
const MEMORY_MS = 1_000;

export class Computing {
  /** Each has at least one computation, in the order of arrival. */
  readonly #groups = new Map<string, Map<string, Running>>();
  /** The recent computing time of groups, in milliseconds. */
  readonly #used = new Map<string, number>();
  #usedByAll = 0;
  /** Milliseconds without a pause. */
  #burst = 0;
  #next: (() => void) | undefined;

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
    const start = performance.now();
    const end = start + SLICE_MS;
    for (let now = start; this.#groups.size > 0 && now < end; now = performance.now()) this.#turn(Math.min(end, now + TURN_MS));
    const took = performance.now() - start;
    this.#burst = this.isIdle ? 0 : this.#burst + took;
    this.#continueLater(took);
  }

  stop(): void {
    this.#next?.();
    this.#next = undefined;
    for (const group of this.#groups.values()) for (const { steps } of group.values()) steps?.return?.();
    this.#groups.clear();
  }

  /**
   * In one round the event loop reads only a part of a large event. If each round computed for a slice, a flood of events would delay the events
   * behind it.
   */
  #continueLater(pauseMs = 0): void {
    if (this.isIdle || this.#next) return;
    const run = () => {
      this.#next = undefined;
      this.run();
    };
    if (this.#burst < BURST_MS) {
      const immediate = setImmediate(run);
      this.#next = () => clearImmediate(immediate);
    } else {
      const timer = setTimeout(run, pauseMs);
      this.#next = () => clearTimeout(timer);
    }
  }

  /** Continues the first computation of the group that has computed least. */
  #turn(end: number): void {
    const name = this.#least();
    const group = this.#groups.get(name)!;
    const [key, running] = group.entries().next().value!;
    const start = performance.now();
    this.#groups.delete(name);
    const hasEnded = advance(running, end);
    this.#spent(name, performance.now() - start);
    if (hasEnded) group.delete(key);
    if (group.size > 0) this.#groups.set(name, group);
    if (hasEnded) running.computation.done();
  }

  #least(): string {
    let least = '';
    let time = Number.POSITIVE_INFINITY;
    for (const name of this.#groups.keys()) {
      const used = this.#used.get(name) ?? 0;
      if (used < time) [least, time] = [name, used];
    }
    return least;
  }

  #spent(name: string, ms: number): void {
    this.#used.set(name, (this.#used.get(name) ?? 0) + ms);
    this.#usedByAll += ms;
    if (this.#usedByAll < MEMORY_MS) return;
    this.#usedByAll = 0;
    for (const [group, used] of this.#used) {
      if (used < 1) this.#used.delete(group);
      else this.#used.set(group, used / 2);
    }
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
