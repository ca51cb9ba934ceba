/** Exponential back-off with jitter and a cap, so that a lasting failure costs a bounded number of calls a minute. */

/** In [0, 1). */
export type Random = () => number;

export interface BackoffOptions {
  /** The first wait, milliseconds. */
  readonly baseMs: number;
  readonly capMs: number;
  readonly random: Random;
}

export const BACKOFF: Omit<BackoffOptions, 'random'> = { baseMs: 1_000, capMs: 60_000 };

interface Entry {
  readonly failures: number;
  /** Monotonic milliseconds: the wall clock may step. */
  readonly due: number;
  readonly content: string;
  /** The one early try of this wait has been spent. */
  readonly early: boolean;
}

/** Milliseconds to wait after the n-th failure in a row, from 1: the base doubled up to the cap, and between one and two halves of that. */
export function delay(failures: number, { baseMs, capMs, random }: BackoffOptions): number {
  return Math.min(capMs, baseMs * 2 ** Math.min(failures - 1, 30)) * (0.5 + random() / 2);
}

/** The back-off of many keys. New content of a key may be tried at once, one time in each wait. */
export class Backoff {
  readonly #options: BackoffOptions;
  readonly #entries = new Map<string, Entry>();

  constructor(options: BackoffOptions) {
    this.#options = options;
  }

  /** @param content Identifies the attempt. It changes with a policy, for instance. */
  mayTry(key: string, content = ''): boolean {
    const entry = this.#entries.get(key);
    return !entry || performance.now() >= entry.due || (entry.content !== content && !entry.early);
  }

  failed(key: string, content = ''): void {
    const before = this.#entries.get(key);
    const failures = (before?.failures ?? 0) + 1;
    const early = before !== undefined && performance.now() < before.due;
    this.#entries.set(key, { failures, due: Math.ceil(performance.now() + delay(failures, this.#options)), content, early });
  }

  /** It worked, or is gone. */
  forget(key: string): void {
    this.#entries.delete(key);
  }

  /** Forgets all other keys. */
  keepOnly(keys: ReadonlySet<string>): void {
    for (const key of this.#entries.keys()) if (!keys.has(key)) this.#entries.delete(key);
  }

  failures(key: string): number {
    return this.#entries.get(key)?.failures ?? 0;
  }

  /** Milliseconds until the next attempt, 0 when it is due. Undefined where the key has not failed. */
  waitMs(key: string): number | undefined {
    const entry = this.#entries.get(key);
    return entry && Math.max(0, entry.due - performance.now());
  }

  /** When the next attempt is due, in milliseconds since the epoch, for people. Undefined where the key has not failed. */
  retryAt(key: string): number | undefined {
    const wait = this.waitMs(key);
    return wait === undefined ? undefined : Math.round(Date.now() + wait);
  }
}
