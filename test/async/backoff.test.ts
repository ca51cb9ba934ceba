import assert from 'node:assert/strict';
import sinon from 'sinon';
import { Backoff } from '../../src/async/backoff.ts';

describe('async/backoff', () => {
  let clock: sinon.SinonFakeTimers;
  beforeEach(() => {
    clock = sinon.useFakeTimers();
  });
  afterEach(() => clock.restore());

  const backoff = (random = 0.999) => new Backoff({ baseMs: 1_000, capMs: 60_000, random: () => random });

  it('a key that has not failed may be tried', () => {
    assert.equal(backoff().mayTry('a'), true);
    assert.equal(backoff().retryAt('a'), undefined);
  });

  it('each failure doubles the wait, up to the cap', () => {
    const tries = backoff();
    const waits = Array.from({ length: 9 }, () => {
      tries.failed('a');
      const wait = Math.round((tries.retryAt('a')! - Date.now()) / 100) / 10;
      clock.tick(60_000);
      return wait;
    });
    assert.deepEqual(waits, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
  });

  it('jitter shortens the wait by at most half', () => {
    const tries = backoff(0);
    tries.failed('a');
    assert.equal(tries.retryAt('a'), 500);
  });

  it('keys do not affect each other', () => {
    const tries = backoff();
    tries.failed('a');
    assert.equal(tries.mayTry('a'), false);
    assert.equal(tries.mayTry('b'), true);
  });

  it('new content may be tried immediately, once in each wait', () => {
    const tries = backoff();
    for (let failures = 0; failures < 10; failures++) {
      clock.tick(60_000);
      tries.failed('a', 'old');
    }
    assert.equal(tries.mayTry('a', 'old'), false);
    assert.equal(tries.mayTry('a', 'new'), true);
    tries.failed('a', 'new');
    assert.equal(tries.mayTry('a', 'newer'), false);
  });

  it('content that keeps changing causes a bounded number of attempts per minute', () => {
    const tries = backoff(0);
    let tried = 0;
    for (let second = 0; second < 3_600; second++) {
      if (tries.mayTry('a', String(second))) {
        tried++;
        tries.failed('a', String(second));
      }
      clock.tick(1_000);
    }
    assert.ok(tried <= 4 * 60 + 12, `${tried} tries in an hour`);
  });

  it('success and removal both reset the back-off', () => {
    const tries = backoff();
    for (const key of ['a', 'b', 'c']) tries.failed(key);
    tries.forget('a');
    tries.keepOnly(new Set(['b']));
    assert.deepEqual(
      ['a', 'b', 'c'].map(key => tries.failures(key)),
      [0, 1, 0],
    );
  });
});
