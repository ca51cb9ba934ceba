/** A client that does not give up at once: what a blocked connection looks like to a program. */

export interface Clock {
  /** Milliseconds. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

/**
 * Asks until it is allowed or the time is over. TCP sends its SYN again after 1 s, then after twice as long each time; UDP sends a datagram a second.
 * @param timeout Milliseconds from the first attempt, which is always made.
 * @returns The last answer.
 */
export async function attempt<T extends { readonly allowed: boolean }>(
  ask: () => Promise<T>,
  protocol: 'TCP' | 'UDP',
  timeout: number,
  clock: Clock,
): Promise<T> {
  const end = clock.now() + timeout;
  for (let pause = 1000; ; pause *= protocol === 'TCP' ? 2 : 1) {
    const answer = await ask();
    if (answer.allowed) return answer;
    const left = end - clock.now();
    if (left > 0) await clock.sleep(Math.min(pause, left));
    if (pause >= left) return answer;
  }
}
