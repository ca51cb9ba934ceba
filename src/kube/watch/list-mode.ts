import { ApiError } from './api-error.ts';
import type { Clock } from './clock.ts';

/** Milliseconds. A feature gate may have changed since the server rejected a streaming list. */
const STREAM_AGAIN_AFTER = 600_000;

/** A server ignored `sendInitialEvents` and started an ordinary watch. */
export class NotOfferedError extends Error {
  override readonly name = 'NotOfferedError';
}

/** Chooses between a streaming list and pages. Pages are used for a while if the server does not offer streams, and once after a failed stream. */
export class ListMode {
  readonly #now: Clock;
  #isPagedOnce = false;
  #pagedUntil = Number.NEGATIVE_INFINITY;

  constructor(now: Clock) {
    this.#now = now;
  }

  get isPaged(): boolean {
    return this.#isPagedOnce || this.#now() < this.#pagedUntil;
  }

  listed(): void {
    this.#isPagedOnce = false;
  }

  streamFailed(error: unknown): 'not offered' | 'failed' {
    this.#isPagedOnce = !isNotOffered(error);
    if (this.#isPagedOnce) return 'failed';
    this.#pagedUntil = this.#now() + STREAM_AGAIN_AFTER;
    return 'not offered';
  }
}

/** Other errors do not show that the server lacks streaming lists. */
function isNotOffered(error: unknown): boolean {
  return error instanceof NotOfferedError || (error instanceof ApiError && (error.status === 400 || error.status === 422));
}
