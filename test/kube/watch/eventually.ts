import assert from 'node:assert/strict';

const now = performance.now.bind(performance);
const nextTurn = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

/** Waits until the condition holds, in turns of the event loop. Fake clocks do not stop it. */
export async function eventually(condition: () => boolean | Promise<boolean>, what: string, deadline = 10_000): Promise<void> {
  const until = now() + deadline;
  while (!(await condition())) {
    assert.ok(now() < until, `never: ${what}`);
    await nextTurn();
  }
}
