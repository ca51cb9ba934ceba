/**
 * Work by key, the most urgent first. A key is never worked on twice at a time. A key that is added while its work runs is worked on again
 * afterwards, so the last state always gets its turn.
 */

/** From most to least urgent. Within one priority the groups take turns. Within a group, keys keep the order in which they were added. */
export const PRIORITIES = ['new', 'changed', 'repair', 'rolling'] as const;
export type Priority = (typeof PRIORITIES)[number];

export interface WorkQueueOptions {
  /** Must not reject. */
  readonly work: (key: string) => Promise<void>;
  /** Maximum number of keys worked on at a time, read before each start. */
  readonly limit: () => number;
  /** Work that takes longer than this, in milliseconds, no longer counts against the limit: a hung call must not delay other keys. */
  readonly patienceMs: () => number;
  /** Default: one group. */
  readonly groupOf?: (key: string) => string;
  /** Called each time that work ended and no key waits or runs. */
  readonly idle: () => void;
}

/** Groups that are gone are not forgotten one by one. */
const MAX_TURNS = 1_000;

export class WorkQueue {
  readonly #options: WorkQueueOptions;
  readonly #waiting = new Map<Priority, Set<string>>(PRIORITIES.map(priority => [priority, new Set()]));
  readonly #running = new Map<string, Promise<void>>();
  /** Keys that count against the limit. */
  readonly #occupying = new Set<string>();
  /** The number of the last start of each group. */
  readonly #turns = new Map<string, number>();
  #starts = 0;
  #isStopped = false;
  #willStart = false;

  constructor(options: WorkQueueOptions) {
    this.#options = options;
  }

  /** Keys that wait. */
  get size(): number {
    return this.#priorities().reduce((sum, [, keys]) => sum + keys.size, 0);
  }

  /** True if no key waits or runs. */
  get isIdle(): boolean {
    return this.#running.size === 0 && this.size === 0;
  }

  /** A key that waits already keeps the more urgent of both priorities. */
  add(key: string, priority: Priority): void {
    if (this.#isStopped) return;
    for (const [other, keys] of this.#priorities()) {
      if (other === priority) break;
      if (keys.has(key)) return;
    }
    for (const [other, keys] of this.#priorities()) if (other !== priority) keys.delete(key);
    this.#waiting.get(priority)!.add(key);
    this.#startSoon();
  }

  /** Forgets the key where it waits. Work that runs goes on. */
  remove(key: string): void {
    for (const [, keys] of this.#priorities()) keys.delete(key);
  }

  /** Starts no more work. */
  stop(): void {
    this.#isStopped = true;
    for (const [, keys] of this.#priorities()) keys.clear();
  }

  /** Resolves when the work that runs now has ended. */
  async drained(): Promise<void> {
    await Promise.all(this.#running.values());
  }

  #priorities(): [Priority, Set<string>][] {
    return [...this.#waiting];
  }

  /** Keys that are added together start in the order of their priorities, not in the order of the calls. */
  #startSoon(): void {
    if (this.#willStart) return;
    this.#willStart = true;
    void Promise.resolve().then(() => {
      this.#willStart = false;
      this.#start();
    });
  }

  #start(): void {
    while (this.#occupying.size < this.#options.limit()) {
      const key = this.#next();
      if (key === undefined) return;
      this.#occupying.add(key);
      this.#running.set(key, this.#run(key));
    }
  }

  #next(): string | undefined {
    for (const [, keys] of this.#priorities()) {
      const key = this.#first(keys);
      if (key === undefined) continue;
      keys.delete(key);
      return key;
    }
    return undefined;
  }

  /** The first key of the group whose last start is longest ago. */
  #first(keys: ReadonlySet<string>): string | undefined {
    const { groupOf = () => '' } = this.#options;
    let found: { readonly key: string; readonly group: string; readonly turn: number } | undefined;
    for (const key of keys) {
      if (this.#running.has(key)) continue;
      const group = groupOf(key);
      const turn = this.#turns.get(group) ?? 0;
      if (!found || turn < found.turn) found = { key, group, turn };
      if (turn === 0) break;
    }
    if (!found) return undefined;
    this.#starts++;
    if (this.#turns.size > MAX_TURNS) this.#turns.clear();
    this.#turns.set(found.group, this.#starts);
    return found.key;
  }

  async #run(key: string): Promise<void> {
    const timer = setTimeout(() => this.#release(key), this.#options.patienceMs());
    try {
      await this.#options.work(key);
    } finally {
      clearTimeout(timer);
      this.#running.delete(key);
      this.#release(key);
      if (this.isIdle) this.#options.idle();
    }
  }

  #release(key: string): void {
    this.#occupying.delete(key);
    this.#startSoon();
  }
}
