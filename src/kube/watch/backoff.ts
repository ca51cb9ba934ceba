export type Random = () => number;

const FIRST = 800;
const CAP = 30_000;
/** Milliseconds: a server or proxy that asks for more gets this. */
export const MAX_RETRY_AFTER = 60_000;

/**
 * Milliseconds to wait after the n-th failure in a row (from 1): 0.8 s doubled up to 30 s, of which between one and two halves, so that
 * the nodes of a cluster do not come back in step. Longer where the server says so.
 */
export function backoff(failures: number, random: Random, retryAfter = 0): number {
  const full = Math.min(CAP, FIRST * 2 ** (failures - 1));
  return Math.min(retryAfter, MAX_RETRY_AFTER) + full * (0.5 + random() / 2);
}

/** Resolves after the time, or at once when one of the signals is or becomes aborted. */
export function pause(milliseconds: number, ...signals: readonly AbortSignal[]): Promise<void> {
  if (signals.some(({ aborted }) => aborted)) return Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds);
  for (const signal of signals) signal.addEventListener('abort', resolve as () => void, { once: true });
  return promise.finally(() => {
    clearTimeout(timer);
    for (const signal of signals) signal.removeEventListener('abort', resolve as () => void);
  });
}
