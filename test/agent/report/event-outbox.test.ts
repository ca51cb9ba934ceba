import assert from 'node:assert/strict';
import sinon from 'sinon';
import { createTelemetry, type Telemetry } from '../../../src/agent/metrics/telemetry.ts';
import { EventOutbox } from '../../../src/agent/report/event-outbox.ts';
import type { ObjectEvent } from '../../../src/kube/events/events.ts';
import { recordingLog } from '../recording-log.ts';

const event = (name: string, reason = 'First', type: ObjectEvent['type'] = 'Warning'): ObjectEvent => ({
  regarding: { apiVersion: 'v1', kind: 'Pod', namespace: 'demo', name, uid: `uid-of-${name}` },
  type,
  reason,
  action: 'Act',
  note: 'note',
  occasion: [],
});
const ended = (name: string) => event(name, 'Ended', 'Normal');

describe('agent/report/event-outbox', () => {
  let clock: sinon.SinonFakeTimers;
  let send: sinon.SinonStub<[ObjectEvent], Promise<'created' | 'exists'>>;
  let telemetry: Telemetry;
  let outbox: EventOutbox;
  const { log, lines } = recordingLog();

  beforeEach(() => {
    clock = sinon.useFakeTimers();
    lines.length = 0;
    send = sinon.stub<[ObjectEvent], Promise<'created' | 'exists'>>().resolves('created');
    telemetry = createTelemetry();
    outbox = new EventOutbox({ send, log, telemetry, backoff: { baseMs: 1_000, capMs: 300_000, random: () => 0.999 } });
  });
  afterEach(() => {
    outbox.stop();
    clock.restore();
  });

  const sent = () => send.args.map(([{ regarding, reason }]) => `${regarding.name} ${reason}`);

  it('sends once what it was given', async () => {
    outbox.put(event('a'));
    await clock.tickAsync(3_600_000);
    assert.deepEqual(sent(), ['a First']);
  });

  it('one at a time', async () => {
    const ends: (() => void)[] = [];
    send.callsFake(() => new Promise(resolve => ends.push(() => resolve('created'))));
    for (const name of ['a', 'b', 'c']) outbox.put(event(name));
    await clock.tickAsync(60_000);
    assert.equal(send.callCount, 1);
    ends.shift()!();
    await clock.tickAsync(0);
    assert.equal(send.callCount, 2);
  });

  it('objects of two kinds with one name are two objects', async () => {
    send.onFirstCall().rejects(new Error('unavailable'));
    outbox.put(event('a'));
    outbox.put({
      ...event('a'),
      regarding: { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', namespace: 'demo', name: 'a', uid: 'p' },
    });
    await clock.tickAsync(60_000);
    assert.equal(send.callCount, 3);
  });

  it('what fails is tried again with back-off, said once, and does not hold up the others', async () => {
    send.withArgs(sinon.match({ regarding: { name: 'a' } })).rejects(new Error('forbidden'));
    outbox.put(event('a'));
    outbox.put(event('b'));
    await clock.tickAsync(3_600_000);
    assert.equal(sent().filter(text => text === 'b First').length, 1);
    const tries = sent().filter(text => text === 'a First').length;
    assert.ok(tries > 10 && tries <= 9 + 12, `${tries} tries in an hour`);
    assert.deepEqual(
      lines.filter(({ level }) => level === 'warn').map(({ pod, reason }) => [pod, reason]),
      [['demo/a', 'First']],
    );
  });

  it('a newer one about the same object takes the place of one that could not be sent, and is sent at once', async () => {
    send.onFirstCall().rejects(new Error('unavailable'));
    outbox.put(event('a'));
    await clock.tickAsync(10);
    outbox.put(event('a', 'Second'));
    await clock.tickAsync(3_600_000);
    assert.deepEqual(sent(), ['a First', 'a Second']);
  });

  it('a newer one that comes while the older is on its way is sent after it', async () => {
    send.onFirstCall().callsFake(async () => {
      outbox.put(event('a', 'Second'));
      return 'created';
    });
    outbox.put(event('a'));
    await clock.tickAsync(3_600_000);
    assert.deepEqual(sent(), ['a First', 'a Second']);
  });

  it('one about an object that is gone is not tried again', async () => {
    send.rejects(new Error('unavailable'));
    outbox.put(event('a'));
    await clock.tickAsync(10);
    outbox.drop(event('a').regarding);
    await clock.tickAsync(3_600_000);
    assert.equal(send.callCount, 1);
  });

  describe('the end', () => {
    it('of what has been recorded is an Event', async () => {
      outbox.put(event('a'));
      await clock.tickAsync(10);
      outbox.resolve(ended('a'));
      await clock.tickAsync(3_600_000);
      assert.deepEqual(sent(), ['a First', 'a Ended']);
    });

    it('of what another node had recorded is one too', async () => {
      send.onFirstCall().resolves('exists');
      outbox.put(event('a'));
      await clock.tickAsync(10);
      outbox.resolve(ended('a'));
      await clock.tickAsync(10);
      assert.deepEqual(sent(), ['a First', 'a Ended']);
    });

    it('of what has not been recorded is none', async () => {
      send.rejects(new Error('unavailable'));
      outbox.put(event('a'));
      await clock.tickAsync(10);
      send.resolves('created');
      outbox.resolve(ended('a'));
      await clock.tickAsync(3_600_000);
      assert.deepEqual(sent(), ['a First']);
    });

    it('of what is on its way is sent after it', async () => {
      send.onFirstCall().callsFake(async () => {
        outbox.resolve(ended('a'));
        return 'created';
      });
      outbox.put(event('a'));
      await clock.tickAsync(3_600_000);
      assert.deepEqual(sent(), ['a First', 'a Ended']);
    });

    it('takes the place of a second Event that has not been recorded, where the first has', async () => {
      outbox.put(event('a'));
      await clock.tickAsync(10);
      send.onSecondCall().rejects(new Error('unavailable'));
      outbox.put(event('a', 'Second'));
      await clock.tickAsync(10);
      outbox.resolve(ended('a'));
      await clock.tickAsync(3_600_000);
      assert.deepEqual(sent(), ['a First', 'a Second', 'a Ended']);
    });

    it('comes once', async () => {
      outbox.put(event('a'));
      await clock.tickAsync(10);
      outbox.resolve(ended('a'));
      await clock.tickAsync(10);
      outbox.resolve(ended('a'));
      await clock.tickAsync(3_600_000);
      assert.deepEqual(sent(), ['a First', 'a Ended']);
    });
  });

  it('counts what became of them', async () => {
    send.onFirstCall().rejects(new Error('unavailable'));
    send.onSecondCall().resolves('exists');
    outbox.put(event('a'));
    await clock.tickAsync(60_000);
    outbox.put(event('b'));
    await clock.tickAsync(0);
    const counts = (await telemetry.events.get()).values.map(({ labels, value }) => [labels.result, value]);
    assert.deepEqual(Object.fromEntries(counts), { created: 1, exists: 1, failed: 1 });
  });

  it('after the stop nothing is sent', async () => {
    send.rejects(new Error('unavailable'));
    outbox.put(event('a'));
    await clock.tickAsync(10);
    outbox.stop();
    outbox.put(event('b'));
    await clock.tickAsync(3_600_000);
    assert.equal(send.callCount, 1);
  });
});
