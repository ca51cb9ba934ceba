import assert from 'node:assert/strict';
import sinon from 'sinon';
import { pause, withTimeout } from '../../src/async/timers.ts';

describe('async/timers', () => {
  let clock: sinon.SinonFakeTimers;
  beforeEach(() => {
    clock = sinon.useFakeTimers();
  });
  afterEach(() => clock.restore());

  it('a promise that settles in time gives its value or its error, and leaves no timer', async () => {
    assert.equal(await withTimeout(Promise.resolve(1), 1_000), 1);
    await assert.rejects(withTimeout(Promise.reject(new Error('failed')), 1_000), { message: 'failed' });
    assert.equal(clock.countTimers(), 0);
  });

  it('a promise that takes longer gives undefined', async () => {
    const result = withTimeout(new Promise(() => {}), 1_000);
    await clock.tickAsync(1_000);
    assert.equal(await result, undefined);
  });

  it('a pause ends after its time or when its signal is aborted, and leaves no timer', async () => {
    const abort = new AbortController();
    const pauses = [pause(1_000, abort.signal), pause(60_000, abort.signal)];
    await clock.tickAsync(1_000);
    await pauses[0];
    abort.abort();
    await pauses[1];
    await pause(1_000, abort.signal);
    assert.equal(clock.countTimers(), 0);
  });
});
