import { setTimeout as sleep } from 'node:timers/promises';

const TRIES = 1_500;

/** Resolves when the condition holds. Checks it repeatedly. @throws Error with this message after about 15 s. */
export async function until(condition: () => boolean | Promise<boolean>, message: () => string): Promise<void> {
  for (let tries = 0; !(await condition()); tries++) {
    if (tries === TRIES) throw new Error(message());
    await sleep(10);
  }
}
