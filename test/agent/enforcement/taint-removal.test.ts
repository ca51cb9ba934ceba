import assert from 'node:assert/strict';
import sinon from 'sinon';
import { TaintRemoval } from '../../../src/agent/enforcement/taint-removal.ts';
import { recordingLog } from '../recording-log.ts';

describe('agent/enforcement/taint-removal', () => {
  let clock: sinon.SinonFakeTimers;
  let remove: sinon.SinonStub<[], Promise<'removed' | 'absent'>>;
  let close: sinon.SinonSpy;
  let removal: TaintRemoval;
  let recording: ReturnType<typeof recordingLog>;

  beforeEach(() => {
    clock = sinon.useFakeTimers();
    recording = recordingLog();
    remove = sinon.stub<[], Promise<'removed' | 'absent'>>();
    close = sinon.spy();
    const backoff = { baseMs: 1_000, capMs: 60_000, random: () => 0.999 };
    removal = new TaintRemoval({ node: 'win1', taint: { remove, close }, log: recording.log, backoff });
  });
  afterEach(() => clock.restore());

  /** The node is looked at every second. */
  async function protectedFor(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      removal.isProtected();
      await clock.tickAsync(1_000);
    }
  }
  const lines = () => recording.lines.map(({ level, message }) => `${level} ${message}`);

  it('removes the taint once', async () => {
    remove.resolves('removed');
    await protectedFor(100);
    assert.deepEqual([remove.callCount, close.callCount], [1, 1]);
    assert.deepEqual(lines(), ['info startup taint removed']);
  });

  it('a node without the taint is not asked again', async () => {
    remove.resolves('absent');
    await protectedFor(100);
    assert.equal(remove.callCount, 1);
    assert.deepEqual(lines(), ['debug the node has no startup taint']);
  });

  it('repeats a failure with back-off, and warns once per error', async () => {
    remove.rejects(new Error('403'));
    await protectedFor(600);
    assert.ok(remove.callCount > 10 && remove.callCount < 20, `${remove.callCount}`);
    assert.equal(lines().filter(line => line.startsWith('warn')).length, 1);
    remove.resolves('removed');
    await protectedFor(61);
    assert.equal(lines().at(-1), 'info startup taint removed');
  });

  it('does not send a second request while one runs', async () => {
    remove.returns(new Promise(() => {}));
    await protectedFor(100);
    assert.equal(remove.callCount, 1);
  });

  it('is silent after the stop', async () => {
    const { promise, reject } = Promise.withResolvers<'removed'>();
    remove.returns(promise);
    await protectedFor(1);
    removal.stop();
    assert.equal(close.callCount, 1);
    reject(new Error('aborted'));
    await protectedFor(100);
    assert.equal(remove.callCount, 1);
    assert.deepEqual(lines(), []);
  });
});
