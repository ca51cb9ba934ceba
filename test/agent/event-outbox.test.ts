import assert from 'node:assert/strict';
import sinon from 'sinon';
import { EventOutbox } from '../../src/agent/event-outbox.ts';
import type { Finding } from '../../src/agent/state.ts';
import { recordingLog } from './recording-log.ts';

const finding = (key: string, uid = 'u1'): Finding => ({ kind: 'policy', key, uid, whole: false, issues: [] });

describe('agent/event-outbox', () => {
  let clock: sinon.SinonFakeTimers;
  let send: sinon.SinonStub<[Finding], Promise<unknown>>;
  let outbox: EventOutbox;
  const { log, lines } = recordingLog();

  beforeEach(() => {
    clock = sinon.useFakeTimers();
    lines.length = 0;
    send = sinon.stub<[Finding], Promise<unknown>>().resolves('created');
    outbox = new EventOutbox(send, log, { baseMs: 1_000, capMs: 300_000, random: () => 0.999 });
  });
  afterEach(() => {
    outbox.stop();
    clock.restore();
  });

  const sent = () => send.args.map(([{ key, uid }]) => `${key} ${uid}`);

  it('sends once what it was given', async () => {
    outbox.put(finding('demo/a'));
    await clock.tickAsync(3_600_000);
    assert.deepEqual(sent(), ['demo/a u1']);
  });

  it('one at a time', async () => {
    const ends: (() => void)[] = [];
    send.callsFake(() => new Promise(resolve => ends.push(() => resolve('created'))));
    for (const key of ['demo/a', 'demo/b', 'demo/c']) outbox.put(finding(key));
    await clock.tickAsync(60_000);
    assert.equal(send.callCount, 1);
    ends.shift()!();
    await clock.tickAsync(0);
    assert.equal(send.callCount, 2);
  });

  it('what fails is tried again with back-off, said once, and does not hold up the others', async () => {
    send.withArgs(sinon.match({ key: 'demo/a' })).rejects(new Error('forbidden'));
    outbox.put(finding('demo/a'));
    outbox.put(finding('demo/b'));
    await clock.tickAsync(3_600_000);
    assert.equal(sent().filter(text => text === 'demo/b u1').length, 1);
    const tries = sent().filter(text => text === 'demo/a u1').length;
    assert.ok(tries > 10 && tries <= 9 + 12, `${tries} tries in an hour`);
    assert.equal(lines.filter(({ level }) => level === 'warn').length, 1);
  });

  it('a newer one about the same policy takes the place of one that could not be sent, and is sent at once', async () => {
    send.onFirstCall().rejects(new Error('unavailable'));
    outbox.put(finding('demo/a', 'u1'));
    await clock.tickAsync(10);
    outbox.put(finding('demo/a', 'u2'));
    await clock.tickAsync(3_600_000);
    assert.deepEqual(sent(), ['demo/a u1', 'demo/a u2']);
  });

  it('a newer one that comes while the older is on its way is sent after it', async () => {
    send.onFirstCall().callsFake(async () => outbox.put(finding('demo/a', 'u2')));
    outbox.put(finding('demo/a', 'u1'));
    await clock.tickAsync(3_600_000);
    assert.deepEqual(sent(), ['demo/a u1', 'demo/a u2']);
  });

  it('one that is no longer true is not tried again', async () => {
    send.rejects(new Error('unavailable'));
    outbox.put(finding('demo/a'));
    await clock.tickAsync(10);
    outbox.drop('demo/a');
    await clock.tickAsync(3_600_000);
    assert.equal(send.callCount, 1);
  });

  it('after the stop nothing is sent', async () => {
    send.rejects(new Error('unavailable'));
    outbox.put(finding('demo/a'));
    await clock.tickAsync(10);
    outbox.stop();
    outbox.put(finding('demo/b'));
    await clock.tickAsync(3_600_000);
    assert.equal(send.callCount, 1);
  });
});
