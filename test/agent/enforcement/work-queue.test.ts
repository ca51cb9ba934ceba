import assert from 'node:assert/strict';
import sinon from 'sinon';
import { type Priority, WorkQueue } from '../../../src/agent/enforcement/work-queue.ts';

const PATIENCE_MS = 2_000;

describe('agent/enforcement/work-queue', () => {
  let clock: sinon.SinonFakeTimers;
  let queue: WorkQueue;
  let limit: number;
  /** Keys in the order in which their work began. */
  let begun: string[];
  let ends: Map<string, () => void>;
  let idle: sinon.SinonSpy;

  beforeEach(() => {
    clock = sinon.useFakeTimers();
    limit = 1;
    begun = [];
    ends = new Map();
    idle = sinon.spy();
    queue = new WorkQueue({
      work: key => {
        begun.push(key);
        return new Promise(resolve => ends.set(key, resolve));
      },
      limit: () => limit,
      patienceMs: () => PATIENCE_MS,
      groupOf: key => (key.includes('/') ? key.split('/')[0]! : ''),
      idle,
    });
  });
  afterEach(() => clock.restore());

  const settle = () => clock.tickAsync(0);
  async function end(key: string): Promise<void> {
    ends.get(key)!();
    await settle();
  }
  async function add(...entries: readonly (readonly [string, Priority])[]): Promise<void> {
    for (const [key, priority] of entries) queue.add(key, priority);
    await settle();
  }

  it('works on the most urgent key first, and on equally urgent ones in order', async () => {
    await add(['rolling', 'rolling'], ['changed-1', 'changed'], ['repair', 'repair'], ['new', 'new'], ['changed-2', 'changed']);
    for (const key of ['new', 'changed-1', 'changed-2', 'repair', 'rolling']) {
      assert.equal(begun.at(-1), key);
      await end(key);
    }
    assert.equal(begun.length, 5);
  });

  it('lets groups take turns within a priority, and keeps the order within a group', async () => {
    await add(
      ['flood/1', 'changed'],
      ['flood/2', 'changed'],
      ['flood/3', 'changed'],
      ['flood/4', 'new'],
      ['victim/1', 'changed'],
      ['other/1', 'changed'],
    );
    const order = ['flood/4', 'victim/1', 'other/1', 'flood/1', 'flood/2', 'flood/3'];
    for (const key of order) await end(key);
    assert.deepEqual(begun, order);
  });

  it('keeps the more urgent of two priorities for a waiting key', async () => {
    await add(['busy', 'new'], ['a', 'rolling'], ['b', 'changed'], ['a', 'new'], ['a', 'repair']);
    await end('busy');
    assert.deepEqual(begun, ['busy', 'a']);
  });

  it('works on as many keys as the limit allows, and reads the limit each time', async () => {
    limit = 2;
    await add(['a', 'new'], ['b', 'new'], ['c', 'new'], ['d', 'new']);
    assert.deepEqual(begun, ['a', 'b']);
    limit = 1;
    await end('a');
    assert.deepEqual(begun, ['a', 'b']);
    await end('b');
    assert.deepEqual(begun, ['a', 'b', 'c']);
  });

  it('never works on a key twice at a time, but again if it was added meanwhile', async () => {
    limit = 3;
    await add(['a', 'changed']);
    await add(['a', 'changed'], ['a', 'changed']);
    assert.deepEqual(begun, ['a']);
    await end('a');
    assert.deepEqual(begun, ['a', 'a']);
    await end('a');
    assert.deepEqual(begun, ['a', 'a']);
  });

  it('does not delay other keys after the patience of a slow one', async () => {
    await add(['hung', 'changed']);
    await add(['other', 'rolling'], ['hung', 'changed']);
    await clock.tickAsync(PATIENCE_MS - 1);
    assert.deepEqual(begun, ['hung']);
    await clock.tickAsync(1);
    assert.deepEqual(begun, ['hung', 'other']);
    await end('other');
    assert.deepEqual(begun, ['hung', 'other']);
    assert.equal(queue.isIdle, false);
    await end('hung');
    assert.deepEqual(begun, ['hung', 'other', 'hung']);
  });

  it('reports idleness when the last work ended', async () => {
    await add(['a', 'new'], ['b', 'new']);
    await end('a');
    sinon.assert.notCalled(idle);
    await end('b');
    sinon.assert.calledOnce(idle);
    assert.equal(queue.isIdle, true);
  });

  it('does not work on a removed key', async () => {
    await add(['a', 'new'], ['b', 'new']);
    queue.remove('b');
    await end('a');
    assert.deepEqual(begun, ['a']);
    assert.equal(queue.isIdle, true);
  });

  it('starts no work after the stop, and drained waits for running work', async () => {
    await add(['a', 'new'], ['b', 'new']);
    queue.stop();
    queue.add('c', 'new');
    let isDrained = false;
    const drained = queue.drained().then(() => {
      isDrained = true;
    });
    await settle();
    assert.equal(isDrained, false);
    await end('a');
    await drained;
    assert.deepEqual(begun, ['a']);
  });
});
