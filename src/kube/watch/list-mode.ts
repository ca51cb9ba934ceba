import { ApiError } from './api-error.ts';
import type { Clock } from './clock.ts';

/** Milliseconds. A feature gate may have changed since the server refused a streaming list. */
const STREAM_AGAIN_AFTER = 600_000;

/** A server ignored `sendInitialEvents` and began an ordinary watch. */
export class NotOfferedError extends Error {
  override readonly name = 'NotOfferedError';
}

/** A list comes as a stream, or by pages: for a while if the server does not offer streams, and once after a stream that failed. */
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

/** Other refusals do not show that the server offers no streams. */
function isNotOffered(error: unknown): boolean {
  return error instanceof NotOfferedError || (error instanceof ApiError && (error.status === 400 || error.status === 422));
}
