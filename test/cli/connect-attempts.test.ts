import assert from 'node:assert/strict';
import { attempt } from '../../src/cli/connect/connect-attempts.ts';

/** Tries a connection that is allowed from `opensAt` on. @returns The times of the attempts, and the result. */
async function tries(protocol: 'TCP' | 'UDP', timeout: number, opensAt = Number.POSITIVE_INFINITY) {
  let now = 0;
  const at: number[] = [];
  const ask = async () => {
    at.push(now);
    return { allowed: now >= opensAt };
  };
  const sleep = async (milliseconds: number): Promise<void> => {
    now += milliseconds;
  };
  const { allowed } = await attempt(ask, protocol, timeout, { now: () => now, sleep });
  return { at, allowed, took: now };
}

describe('cli/connect-attempts', () => {
  it('sends TCP again after 1 s, and after twice as long each time', async () => {
    assert.deepEqual(await tries('TCP', 10_000), { at: [0, 1000, 3000, 7000], allowed: false, took: 10_000 });
    assert.deepEqual(await tries('TCP', 3000), { at: [0, 1000], allowed: false, took: 3000 });
  });

  it('sends UDP every second', async () => {
    assert.deepEqual(await tries('UDP', 3500), { at: [0, 1000, 2000, 3000], allowed: false, took: 3500 });
  });

  it('ends as soon as it is allowed', async () => {
    assert.deepEqual(await tries('TCP', 10_000, 0), { at: [0], allowed: true, took: 0 });
    assert.deepEqual(await tries('TCP', 10_000, 2000), { at: [0, 1000, 3000], allowed: true, took: 3000 });
  });

  it('tries once with a timeout of 0', async () => {
    assert.deepEqual(await tries('TCP', 0), { at: [0], allowed: false, took: 0 });
  });
});
