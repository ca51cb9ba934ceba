import type { Random } from '../../async/backoff.ts';
import { MAX_RETRY_AFTER } from './retry-delay.ts';

const SMALL = 1_000_000;
const SMALL_SPREAD = 1_000;
const LARGE_SPREAD = 30_000;

/**
 * Milliseconds before a list that all nodes need at the same time, for instance after a restart of the API server.
 * @param bytes Size of the last list. Large lists are spread over a longer time.
 * @param retryAfter Milliseconds requested by the server. The delay is not shorter.
 */
export function relistDelay(bytes: number, random: Random, retryAfter = 0): number {
  return Math.max(Math.min(retryAfter, MAX_RETRY_AFTER), random() * (bytes <= SMALL ? SMALL_SPREAD : LARGE_SPREAD));
}
