import { delay, type Random } from '../../async/backoff.ts';

const WAITS = { baseMs: 800, capMs: 30_000 };
/** Milliseconds: a server or proxy that asks for more gets this. */
export const MAX_RETRY_AFTER = 60_000;

/**
 * Milliseconds to wait after the n-th failure in a row, from 1. The jitter keeps the nodes of a cluster from coming back in step.
 * @param retryAfter The server's own wish, added.
 */
export function retryDelay(failures: number, random: Random, retryAfter = 0): number {
  return Math.min(retryAfter, MAX_RETRY_AFTER) + delay(failures, { ...WAITS, random });
}
