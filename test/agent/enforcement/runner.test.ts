import assert from 'node:assert/strict';
import sinon from 'sinon';
import { type PassEnd, type Reason, Runner } from '../../../src/agent/enforcement/runner.ts';

const DONE: PassEnd = { complete: true, wakeAt: undefined };

describe('agent/enforcement/runner', () => {
  let clock: sinon.SinonFakeTimers;
  let pass: sinon.SinonStub<[Reason, AbortSignal], Promise<PassEnd | 'unneeded'>>;
  let runner: Runner;

  beforeEach(() => {
    clock = sinon.useFakeTimers();
    pass = sinon.stub<[Reason, AbortSignal], Promise<PassEnd | 'unneeded'>>().resolves(DONE);
    runner = new Runner({
      pass,
      coalesceMs: 100,
      resyncMs: 30_000,
      backoff: { baseMs: 1_000, capMs: 60_000, random: () => 0.999 },
    });
  });
  afterEach(async () => {
    const stopping = runner.stop(0);
    await clock.runAllAsync();
    await stopping;
    clock.restore();
  });

  const reasons = () => pass.args.map(([reason]) => reason);

  /** Passes that end when told. */
  function held(): { end: (end?: PassEnd) => Promise<unknown> } {
    const ends: ((end: PassEnd) => void)[] = [];
    pass.callsFake(() => new Promise(resolve => ends.push(resolve)));
    return {
      end: end => {
        ends.shift()!(end ?? DONE);
        return clock.tickAsync(0);
      },
    };
  }

  it('nothing runs before the start, however often the bell rings', async () => {
    runner.ring();
    await clock.tickAsync(3_600_000);
    assert.equal(pass.callCount, 0);
  });

  it('the first pass begins at the start', async () => {
    runner.start();
    await clock.tickAsync(0);
    assert.deepEqual(reasons(), ['due']);
  });

  it('rings that come close together are one pass', async () => {
    runner.start();
    await clock.tickAsync(50);
    for (let ring = 0; ring < 9; ring++) {
      runner.ring();
      await clock.tickAsync(10);
    }
    await clock.tickAsync(1_000);
    assert.deepEqual(reasons(), ['due', 'bell']);
  });

  it('a ring is answered within the time of coalescing, also while the bell goes on ringing', async () => {
    runner.start();
    await clock.tickAsync(0);
    for (let ms = 0; ms < 1_000; ms += 10) {
      runner.ring();
      await clock.tickAsync(10);
    }
    assert.equal(pass.callCount, 1 + 10);
  });

  it('one pass at a time; what rings meanwhile is the next one', async () => {
    const { end } = held();
    runner.start();
    await clock.tickAsync(0);
    runner.ring();
    runner.ring();
    await clock.tickAsync(10_000);
    assert.equal(pass.callCount, 1);
    await end();
    await clock.tickAsync(100);
    assert.equal(pass.callCount, 2);
    await end();
    await clock.tickAsync(1_000);
    assert.equal(pass.callCount, 2);
  });

  it('without any ring HNS is looked at every resync', async () => {
    runner.start();
    await clock.tickAsync(95_000);
    assert.deepEqual(reasons(), ['due', 'due', 'due', 'due']);
  });

  it('rings that turn out to be unneeded do not put the resync off', async () => {
    pass.callsFake(async reason => (reason === 'bell' ? 'unneeded' : DONE));
    runner.start();
    for (let second = 0; second < 61; second++) {
      await clock.tickAsync(1_000);
      runner.ring();
    }
    assert.equal(reasons().filter(reason => reason === 'due').length, 3);
  });

  it('a pass can ask to be back earlier than the resync, but not at once', async () => {
    pass.onFirstCall().callsFake(async () => ({ complete: false, wakeAt: Date.now() + 1_500 }));
    pass.onSecondCall().callsFake(async () => ({ complete: false, wakeAt: Date.now() - 5_000 }));
    runner.start();
    await clock.tickAsync(1_499);
    assert.equal(pass.callCount, 1);
    await clock.tickAsync(1);
    assert.equal(pass.callCount, 2);
    await clock.tickAsync(99);
    assert.equal(pass.callCount, 2);
    await clock.tickAsync(1);
    assert.deepEqual(reasons(), ['due', 'due', 'due']);
  });

  it('a pass that fails is tried again with back-off, which the bell does not shorten', async () => {
    pass.rejects(new Error('HNS is away'));
    runner.start();
    const second = setInterval(() => runner.ring(), 10);
    await clock.tickAsync(3_600_000);
    clearInterval(second);
    assert.ok(pass.callCount <= 60 + 10, `${pass.callCount} passes in an hour`);
    assert.ok(reasons().every(reason => reason === 'due'));
  });

  it('after a failure one success ends the back-off', async () => {
    pass.onFirstCall().rejects(new Error('HNS is away'));
    runner.start();
    await clock.tickAsync(1_000);
    assert.equal(pass.callCount, 2);
    runner.ring();
    await clock.tickAsync(100);
    assert.equal(pass.callCount, 3);
  });

  it('look: HNS is looked at soon, and as due', async () => {
    runner.start();
    await clock.tickAsync(5_000);
    runner.look();
    await clock.tickAsync(100);
    assert.deepEqual(reasons(), ['due', 'due']);
  });

  describe('settled', () => {
    async function isSettled(promise: Promise<void>): Promise<boolean> {
      let settled = false;
      void promise.then(() => {
        settled = true;
      });
      await clock.tickAsync(0);
      return settled;
    }

    it('waits for the first complete pass', async () => {
      const settled = runner.settled();
      assert.equal(await isSettled(settled), false);
      runner.start();
      assert.equal(await isSettled(settled), true);
    });

    it('waits for a pass that began after the last ring', async () => {
      const { end } = held();
      runner.start();
      await clock.tickAsync(0);
      runner.ring();
      const settled = runner.settled();
      await end();
      assert.equal(await isSettled(settled), false);
      await clock.tickAsync(100);
      await end();
      assert.equal(await isSettled(settled), true);
      assert.equal(await isSettled(runner.settled()), true);
    });

    it('an incomplete pass settles nothing', async () => {
      pass.onFirstCall().callsFake(async () => ({ complete: false, wakeAt: Date.now() + 1_000 }));
      runner.start();
      const settled = runner.settled();
      assert.equal(await isSettled(settled), false);
      await clock.tickAsync(1_000);
      assert.equal(await isSettled(settled), true);
    });
  });

  describe('stop', () => {
    it('no pass begins any more', async () => {
      runner.start();
      await clock.tickAsync(0);
      await runner.stop(1_000);
      runner.ring();
      await clock.tickAsync(3_600_000);
      assert.equal(pass.callCount, 1);
    });

    it('waits for the pass that runs, which may finish its work', async () => {
      const { end } = held();
      runner.start();
      await clock.tickAsync(0);
      let isStopped = false;
      const stopped = runner.stop(10_000).then(() => {
        isStopped = true;
      });
      await clock.tickAsync(9_999);
      assert.equal(isStopped, false);
      assert.equal(pass.firstCall.args[1].aborted, false);
      await end();
      await stopped;
      assert.equal(isStopped, true);
    });

    it('does not wait for ever; then the pass is told to begin no more writes', async () => {
      held();
      runner.start();
      await clock.tickAsync(0);
      const stopped = runner.stop(10_000);
      await clock.tickAsync(10_000);
      await stopped;
      assert.equal(pass.firstCall.args[1].aborted, true);
    });
  });
});
