import assert from 'node:assert/strict';
import { AdaptiveLimit } from '../../../src/agent/enforcement/adaptive-limit.ts';

/** Feeds the limit with calls whose latency depends on how many run at a time. @returns The limits after each call. */
function run(limit: AdaptiveLimit, calls: number, latency: (concurrency: number) => number): number[] {
  return Array.from({ length: calls }, () => {
    limit.observe('update', latency(limit.current));
    return limit.current;
  });
}

const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('agent/enforcement/adaptive-limit', () => {
  it('an HNS that serves calls in parallel gets more of them, up to a bound', () => {
    for (const ms of [1, 50, 2_000]) {
      const limit = new AdaptiveLimit();
      run(limit, 200, () => ms);
      assert.equal(limit.current, 12, `${ms} ms a call`);
    }
  });

  it('an HNS that serves one call at a time gets one or two', () => {
    for (const ms of [50, 2_000]) {
      const limits = run(new AdaptiveLimit(), 500, concurrency => ms * concurrency).slice(100);
      assert.ok(average(limits) < 2.5, `${ms} ms a call: ${average(limits)} at a time`);
    }
  });

  it('an HNS with four workers gets about four', () => {
    const limits = run(new AdaptiveLimit(), 1_000, concurrency => 100 * Math.max(1, concurrency / 4)).slice(200);
    assert.ok(average(limits) > 3 && average(limits) < 8, `${average(limits)} at a time`);
  });

  it('latencies below the noise never shrink it', () => {
    const limit = new AdaptiveLimit();
    run(limit, 200, concurrency => 0.1 * concurrency);
    assert.equal(limit.current, 12);
  });

  it('an HNS that becomes slower for good gets its share back', () => {
    const limit = new AdaptiveLimit();
    run(limit, 200, () => 10);
    const slower = run(limit, 1_000, () => 100);
    assert.ok(Math.min(...slower) < 12);
    assert.equal(slower.at(-1), 12);
  });

  it('one slow call among fast ones changes little', () => {
    const limit = new AdaptiveLimit();
    run(limit, 200, () => 50);
    run(limit, 1, () => 100);
    assert.ok(limit.current >= 11);
  });

  it('functions are compared with themselves: an Update may be slower than a read', () => {
    const limit = new AdaptiveLimit();
    for (let i = 0; i < 200; i++) {
      limit.observe('endpoint', 10);
      limit.observe('update', 200);
    }
    assert.equal(limit.current, 12);
  });

  it('the patience is many times the usual latency, and at least two seconds', () => {
    const limit = new AdaptiveLimit();
    assert.equal(limit.patienceMs, 2_000);
    run(limit, 200, () => 1_000);
    assert.ok(limit.patienceMs > 10_000);
  });
});
