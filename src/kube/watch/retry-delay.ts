import { delay, type Random } from '../../async/backoff.ts';

const WAITS = { baseMs: 800, capMs: 30_000 };
/** Maximum milliseconds to wait on request of a server or proxy. */
export const MAX_RETRY_AFTER = 60_000;

/**
 * Milliseconds to wait after the n-th failure in a row, from 1. The jitter spreads the retries of a cluster's nodes.
 * @param retryAfter Milliseconds requested by the server, added to the delay.
 */
export function retryDelay(failures: number, random: Random, retryAfter = 0): number {
  return Math.min(retryAfter, MAX_RETRY_AFTER) + delay(failures, { ...WAITS, random });
}
