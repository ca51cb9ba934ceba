/** Retries a connection as a client does. */
import type { Protocol } from '../../core/model.ts';

export interface Clock {
  /** Milliseconds. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

/**
 * Retries until the connection is allowed or the time is over. TCP and SCTP retry after 1 s and double the pause each time. UDP sends one
 * datagram per second.
 * @param timeout Milliseconds from the first attempt. One attempt is always made.
 * @returns The last result.
 */
export async function attempt<T extends { readonly allowed: boolean }>(
  connect: () => Promise<T>,
  protocol: Protocol,
  timeout: number,
  clock: Clock,
): Promise<T> {
  const end = clock.now() + timeout;
  for (let pause = 1000; ; pause *= protocol === 'UDP' ? 1 : 2) {
    const result = await connect();
    if (result.allowed) return result;
    const left = end - clock.now();
    if (left > 0) await clock.sleep(Math.min(pause, left));
    if (pause >= left) return result;
  }
}
