import assert from 'node:assert/strict';
import sinon from 'sinon';
import { Slots } from '../../../src/hns/transport/slots.ts';

/** Work that the test ends. */
function work() {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  return { begun: sinon.spy(() => promise), end: resolve, fail: reject };
}

/** Lets all pending promises settle. */
const settled = () => new Promise<void>(resolve => setImmediate(resolve));

describe('hns/slots', () => {
  let clock: sinon.SinonFakeTimers;
  beforeEach(() => {
    clock = sinon.useFakeTimers({ toFake: ['performance'] });
  });
  afterEach(() => clock.restore());

  it('starts as many calls as allowed, and the next ones in order as others return', async () => {
    const slots = new Slots(2, 1000);
    const works = [work(), work(), work(), work()];
    const results = works.map(({ begun }) => slots.use(begun));
    await settled();
    assert.deepEqual(
      works.map(({ begun }) => begun.callCount),
      [1, 1, 0, 0],
    );
    works[1]!.end('b');
    assert.equal(await results[1], 'b');
    await settled();
    assert.deepEqual(
      works.map(({ begun }) => begun.callCount),
      [1, 1, 1, 0],
    );
    works[2]!.fail(new Error('c'));
    await assert.rejects(results[2]!, /c/);
    await settled();
    assert.deepEqual(
      works.map(({ begun }) => begun.callCount),
      [1, 1, 1, 1],
    );
    works[0]!.end('a');
    works[3]!.end('d');
    assert.deepEqual(await Promise.all([results[0], results[3]]), ['a', 'd']);
  });

  it('never starts more than allowed, even if a call arrives while a slot is passed on', async () => {
    const slots = new Slots(1, 1000);
    let running = 0;
    const one = async () => {
      assert.equal(++running, 1);
      await Promise.resolve();
      running--;
    };
    await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        for (let turn = 0; turn < index % 7; turn++) await Promise.resolve();
        await slots.use(one);
      }),
    );
  });

  it('does not start a call whose caller has waited too long, and starts the next', async () => {
    const slots = new Slots(1, 1000);
    const [hung, late, next] = [work(), work(), work()];
    const first = slots.use(hung.begun);
    const second = slots.use(late.begun);
    clock.tick(500);
    const third = slots.use(next.begun);
    clock.tick(501);
    hung.end('at last');
    next.end('in time');
    assert.deepEqual(await Promise.all([first, second, third]), ['at last', 'too-late', 'in time']);
    assert.equal(late.begun.callCount, 0);
  });

  it('rejects at once only while every call hangs', async () => {
    const slots = new Slots(2, 1000);
    const [one, two, waiting] = [work(), work(), work()];
    const first = slots.use(one.begun);
    clock.tick(1);
    const second = slots.use(two.begun);
    clock.tick(1000);
    assert.equal(slots.hung, 1);
    const third = slots.use(waiting.begun);
    clock.tick(1);
    assert.equal(slots.hung, 2);
    assert.equal(await slots.use(work().begun), 'all-hung');
    one.end('1');
    two.end('2');
    waiting.end('3');
    assert.deepEqual(await Promise.all([first, second, third]), ['1', '2', '3']);
    assert.equal(slots.hung, 0);
  });
});
