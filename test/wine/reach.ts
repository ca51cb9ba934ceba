import { setTimeout as sleep } from 'node:timers/promises';

/** Long enough for a busy machine. */
const DEADLINE = 120_000;

/**
 * Waits for a condition. A condition that throws does not hold yet.
 * @param details For the error.
 * @throws Error if it never holds.
 */
export async function reach(what: string, condition: () => boolean | Promise<boolean>, details: () => string): Promise<void> {
  for (const end = Date.now() + DEADLINE; !(await holds(condition)); await sleep(50)) {
    if (Date.now() > end) throw new Error(`never: ${what}\n${details()}`);
  }
}

async function holds(condition: () => boolean | Promise<boolean>): Promise<boolean> {
  try {
    return await condition();
  } catch {
    return false;
  }
}
