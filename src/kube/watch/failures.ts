import type { Random } from '../../async/backoff.ts';
import { ApiError } from './api-error.ts';
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';
import { retryDelay } from './retry-delay.ts';

/** For about a second after its start the API server answers 403 to every user (docs/reference/kube-apiserver.md §3). */
const STARTING = 2_000;
/** Such a server does not know its ClusterRoles yet. A user without permission gets no such text. */
const UNKNOWN_ROLE = /\bclusterrole\b.*\bnot found\b/;

/** Counts and logs the failures of one kind's list and watch, and computes the back-off. */
export class Failures {
  readonly #kind: string;
  readonly #random: Random;
  readonly #log: Log;
  readonly #now: Clock;
  #count = 0;
  #lastError: string | undefined;
  /** Failures that count for the back-off. */
  #strikes = 0;
  /** The last failure logged. Undefined once it is resolved. */
  #logged: string | undefined;
  #isUnreachable = false;
  /** Time of the first answer from a server that was unreachable before. */
  #firstAnswer = Number.NEGATIVE_INFINITY;

  constructor(kind: string, random: Random, log: Log, now: Clock) {
    this.#kind = kind;
    this.#random = random;
    this.#log = log;
    this.#now = now;
  }

  /** Failures in a row. A complete list, an event or a bookmark resets it. An accepted watch does not. */
  get count(): number {
    return this.#count;
  }

  get lastError(): string | undefined {
    return this.#lastError;
  }

  /** @returns Milliseconds until the next attempt. @param retryAfter Milliseconds requested by the server. */
  failed(error: unknown, next: 'list' | 'watch', retryAfter = 0): number {
    this.#count++;
    this.#strikes++;
    this.#lastError = describeError(error);
    const wait = retryDelay(this.#strikes, this.#random, retryAfter);
    const fields = { kind: this.#kind, error: this.#lastError, next, milliseconds: Math.round(wait) };
    if (this.#isOfStartingServer(error)) {
      this.#log('info', 'the API server is still starting', fields);
      return wait;
    }
    const level = this.#lastError === this.#logged ? 'debug' : 'warn';
    this.#logged = this.#lastError;
    this.#log(level, 'watch failed', fields);
    return wait;
  }

  /** The server accepted a request. */
  answered(): void {
    this.#isUnreachable = false;
  }

  #isOfStartingServer(error: unknown): boolean {
    if (!(error instanceof ApiError) || error.status >= 500) {
      this.#isUnreachable = true;
      return false;
    }
    if (this.#isUnreachable) this.#firstAnswer = this.#now();
    this.#isUnreachable = false;
    return error.status === 403 && UNKNOWN_ROLE.test(error.message) && this.#now() - this.#firstAnswer < STARTING;
  }

  /** The list is complete. The next watch may fail at once, so the back-off is not reset. */
  listed(): void {
    this.#count = 0;
  }

  /** A watch that lasted this long resets the back-off. */
  lasted(): void {
    this.#strikes = 0;
  }

  /** The watch received an event or a bookmark, so it works. */
  received(): void {
    this.#count = 0;
    this.#strikes = 0;
    if (this.#logged !== undefined) this.#log('info', 'watch works again', { kind: this.#kind });
    this.#logged = undefined;
  }
}

/** Node.js throws an AggregateError for a host with several addresses. It has a code but no message. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || String((error as NodeJS.ErrnoException).code ?? error.name);
}
