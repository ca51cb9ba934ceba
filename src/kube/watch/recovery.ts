/** Waits after the end of each attempt of one kind's list and watch, and decides if the end counts as a failure. */
import type { Random } from '../../async/backoff.ts';
import { pause } from '../../async/timers.ts';
import { ApiError } from './api-error.ts';
import type { Clock } from './clock.ts';
import { describeError, Failures } from './failures.ts';
import { relistDelay } from './list-delay.ts';
import type { Log } from './log.ts';
import type { Position } from './position.ts';
import { RestoredError } from './resource-version.ts';
import { retryDelay } from './retry-delay.ts';
import { Sleep, type Wake } from './wake.ts';

/** If the server ends a watch sooner, without an error, the next attempt waits for the back-off. */
const SHORT = 5_000;

class EndedEarlyError extends Error {
  override readonly name = 'EndedEarlyError';
}

export interface RecoveryOptions {
  readonly random: Random;
  readonly log: Log;
  readonly now: Clock;
  readonly wake: Wake;
}

export class Recovery {
  readonly #kind: string;
  readonly #position: Position;
  readonly #random: Random;
  readonly #log: Log;
  readonly #failures: Failures;
  readonly #sleep: Sleep;
  /** Watches in a row that the server ended too soon. */
  #shortWatches = 0;
  /** Size of the last complete list, without compression. */
  #listBytes = 0;

  constructor(kind: string, position: Position, { random, log, now, wake }: RecoveryOptions) {
    this.#kind = kind;
    this.#position = position;
    this.#random = random;
    this.#log = log;
    this.#failures = new Failures(kind, random, log, now);
    this.#sleep = new Sleep(wake);
  }

  get failures(): Pick<Failures, 'count' | 'lastError'> {
    return this.#failures;
  }

  /** The server accepted a request. */
  answered(): void {
    this.#failures.answered();
    this.#sleep.answered();
  }

  /** An event or a bookmark arrived. */
  received(): void {
    this.#failures.received();
    this.#sleep.received();
  }

  /** @param bytes Without compression. */
  listed(bytes: number): void {
    this.#listBytes = bytes;
    this.#failures.listed();
  }

  /** A watch has lasted long enough to count as working. */
  lasted(): void {
    this.#failures.lasted();
  }

  /** The server ended a watch without an error. @param lasted Milliseconds. @throws Error if that was too soon. */
  ended(lasted: number, hasReceived: boolean): void {
    this.#position.ended(lasted);
    this.#shortWatches = lasted < SHORT ? this.#shortWatches + 1 : 0;
    if (this.#shortWatches > 0) throw hasReceived ? new EndedEarlyError() : new Error('the watch ended at once');
  }

  /** Resolves when the next attempt may begin. */
  async after(error: unknown, signal: AbortSignal): Promise<void> {
    if (error instanceof EndedEarlyError) return pause(retryDelay(this.#shortWatches, this.#random), signal);
    const rejection = error instanceof ApiError ? error : undefined;
    if (this.#position.failed(error)) return this.#relist(error, rejection?.retryAfter, signal);
    const next = this.#position.version === undefined ? 'list' : 'watch';
    const wait = this.#failures.failed(error, next, rejection?.retryAfter);
    await this.#sleep.afterFailure(wait, rejection?.retryAfter !== undefined, signal);
  }

  /** Not a failure: the server answered, and every node needs a new list at the same time. */
  async #relist(error: unknown, retryAfter: number | undefined, signal: AbortSignal): Promise<void> {
    this.answered();
    const wait = relistDelay(this.#listBytes, this.#random, retryAfter);
    const level = error instanceof RestoredError ? 'warn' : 'info';
    this.#log(level, 'listing again', { kind: this.#kind, reason: describeError(error), milliseconds: Math.round(wait) });
    await pause(wait, signal);
  }
}
