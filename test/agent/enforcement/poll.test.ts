import assert from 'node:assert/strict';
import sinon from 'sinon';
import { Poll } from '../../../src/agent/enforcement/poll.ts';

describe('agent/enforcement/poll', () => {
  let clock: sinon.SinonFakeTimers;
  let starts: number[];
  let lookMs: number;
  let poll: Poll;

  beforeEach(() => {
    clock = sinon.useFakeTimers();
    starts = [];
    lookMs = 0;
    poll = new Poll({
      look: async () => {
        starts.push(clock.now);
        if (lookMs > 0) await new Promise(resolve => setTimeout(resolve, lookMs));
      },
      intervalMs: () => 1_000,
    });
  });
  afterEach(() => {
    poll.stop();
    clock.restore();
  });

  it('looks at its interval, counted from start to start', async () => {
    lookMs = 100;
    poll.now();
    await clock.tickAsync(3_050);
    assert.deepEqual(starts, [0, 1_000, 2_000, 3_000]);
  });

  it('a slow look takes up at most a quarter of the time', async () => {
    lookMs = 500;
    poll.now();
    await clock.tickAsync(6_000);
    assert.deepEqual(starts, [0, 2_000, 4_000, 6_000]);
  });

  it('a request during a look leads to one more look right after it', async () => {
    lookMs = 100;
    poll.now();
    await clock.tickAsync(50);
    poll.now();
    poll.now();
    await clock.tickAsync(900);
    assert.deepEqual(starts, [0, 100]);
    await clock.tickAsync(200);
    assert.deepEqual(starts, [0, 100, 1_100]);
  });

  it('a request brings the next look forward', async () => {
    poll.now();
    await clock.tickAsync(400);
    poll.now();
    await clock.tickAsync(1_000);
    assert.deepEqual(starts, [0, 400, 1_400]);
  });

  it('does not look after the stop', async () => {
    lookMs = 100;
    poll.now();
    await clock.tickAsync(50);
    poll.stop();
    poll.now();
    await clock.tickAsync(10_000);
    assert.deepEqual(starts, [0]);
  });
});
