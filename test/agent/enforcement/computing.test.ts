import assert from 'node:assert/strict';
import sinon from 'sinon';
import { Computing } from '../../../src/agent/enforcement/computing.ts';

const STEP_MS = 1;

describe('agent: computations', () => {
  let clock: sinon.SinonFakeTimers;
  let computing: Computing;
  let trace: string[];
  beforeEach(() => {
    clock = sinon.useFakeTimers();
    computing = new Computing();
    trace = [];
  });
  afterEach(() => clock.restore());

  /** Each step takes a millisecond. */
  function add(key: string, group: string, steps: number, done: () => void = () => {}): void {
    const computation = {
      key,
      group,
      *steps() {
        for (let step = 0; step < steps; step++) {
          clock.tick(STEP_MS);
          trace.push(key);
          yield;
        }
      },
      done: () => {
        trace.push(`${key} done`);
        done();
      },
    };
    computing.add(computation);
  }

  it('one group is computed in the order of arrival', async () => {
    add('a1', 'a', 2);
    add('a2', 'a', 1);
    await clock.runAllAsync();
    assert.deepEqual(trace, ['a1', 'a1', 'a1 done', 'a2', 'a2 done']);
    assert.ok(computing.isIdle);
  });

  it('a group with much to compute does not delay another', async () => {
    for (let index = 0; index < 100; index++) add(`flood${index}`, 'hostile', 50);
    add('victim', 'victim', 2);
    await clock.runAllAsync();
    assert.ok(trace.indexOf('victim done') < 10, `after ${trace.indexOf('victim done')} steps`);
    assert.equal(trace.filter(entry => entry.endsWith('done')).length, 101);
  });

  it('the group that has computed least goes first', async () => {
    for (const group of ['b', 'c', 'd']) add(group, group, 300);
    await clock.tickAsync(100);
    add('victim', 'victim', 4);
    trace = [];
    await clock.runAllAsync();
    assert.ok(trace.indexOf('victim done') <= 14, `after ${trace.indexOf('victim done')} steps`);
  });

  it('long computing leaves half of the time to other work', async () => {
    const start = performance.now();
    add('long', 'a', 1_000);
    await clock.runAllAsync();
    const took = performance.now() - start;
    assert.ok(took >= 1_700, `${took} ms`);
    assert.ok(took <= 2_100, `${took} ms`);
  });

  it('timers are served between slices', async () => {
    add('long', 'a', 1_000);
    let ticks = 0;
    const interval = setInterval(() => ticks++, 20);
    for (let round = 0; !computing.isIdle && round < 10_000; round++) await clock.tickAsync(1);
    clearInterval(interval);
    assert.ok(ticks >= 40, `${ticks} ticks`);
  });

  it('the same key is computed once', async () => {
    add('a', 'a', 1);
    add('a', 'a', 1);
    await clock.runAllAsync();
    assert.deepEqual(trace, ['a', 'a done']);
  });

  it('a key can be added again when it is done', async () => {
    add('a', 'a', 1, () => add('b', 'a', 1));
    await clock.runAllAsync();
    assert.deepEqual(trace, ['a', 'a done', 'b', 'b done']);
  });

  it('an exception ends only its computation', async () => {
    computing.add({
      key: 'bug',
      group: 'a',
      steps: () => {
        throw new Error('bug');
      },
      done: () => trace.push('bug done'),
    });
    add('next', 'a', 1);
    await clock.runAllAsync();
    assert.deepEqual(trace, ['bug done', 'next', 'next done']);
  });

  it('after stop nothing is computed', async () => {
    add('a', 'a', 5);
    computing.stop();
    await clock.runAllAsync();
    assert.deepEqual(trace, []);
    assert.ok(computing.isIdle);
  });
});
