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

  it('sends each Event once', async () => {
    outbox.put(event('a'));
    await clock.tickAsync(3_600_000);
    assert.deepEqual(sent(), ['a First']);
  });

  it('sends one Event at a time', async () => {
    const ends: (() => void)[] = [];
    send.callsFake(() => new Promise(resolve => ends.push(() => resolve('created'))));
    for (const name of ['a', 'b', 'c']) outbox.put(event(name));
    await clock.tickAsync(60_000);
    assert.equal(send.callCount, 1);
    ends.shift()!();
    await clock.tickAsync(0);
    assert.equal(send.callCount, 2);
  });

  it('distinguishes objects of two kinds with the same name', async () => {
    send.onFirstCall().rejects(new Error('unavailable'));
    outbox.put(event('a'));
    outbox.put({
      ...event('a'),
      regarding: { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', namespace: 'demo', name: 'a', uid: 'p' },
    });
    await clock.tickAsync(60_000);
    assert.equal(send.callCount, 3);
  });

  it('retries a failed Event with back-off, logs it once, and does not delay others', async () => {
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

  it('replaces an unsent Event by a newer one about the same object, and sends that at once', async () => {
    send.onFirstCall().rejects(new Error('unavailable'));
    outbox.put(event('a'));
    await clock.tickAsync(10);
    outbox.put(event('a', 'Second'));
    await clock.tickAsync(3_600_000);
    assert.deepEqual(sent(), ['a First', 'a Second']);
  });

  it('sends a newer Event after the one being sent', async () => {
    send.onFirstCall().callsFake(async () => {
      outbox.put(event('a', 'Second'));
      return 'created';
    });
    outbox.put(event('a'));
    await clock.tickAsync(3_600_000);
    assert.deepEqual(sent(), ['a First', 'a Second']);
  });

  it('does not retry an Event about a deleted object', async () => {
    send.rejects(new Error('unavailable'));
    outbox.put(event('a'));
    await clock.tickAsync(10);
    outbox.drop(event('a').regarding);
    await clock.tickAsync(3_600_000);
    assert.equal(send.callCount, 1);
  });

  describe('resolve', () => {
    it('sends an Event if the problem was recorded', async () => {
      outbox.put(event('a'));
      await clock.tickAsync(10);
      outbox.resolve(ended('a'));
      await clock.tickAsync(3_600_000);
      assert.deepEqual(sent(), ['a First', 'a Ended']);
    });

    it('sends an Event if another node had recorded the problem', async () => {
      send.onFirstCall().resolves('exists');
      outbox.put(event('a'));
      await clock.tickAsync(10);
      outbox.resolve(ended('a'));
      await clock.tickAsync(10);
      assert.deepEqual(sent(), ['a First', 'a Ended']);
    });

    it('sends no Event if the problem was not recorded', async () => {
      send.rejects(new Error('unavailable'));
      outbox.put(event('a'));
      await clock.tickAsync(10);
      send.resolves('created');
      outbox.resolve(ended('a'));
      await clock.tickAsync(3_600_000);
      assert.deepEqual(sent(), ['a First']);
    });

    it('sends its Event after the one being sent', async () => {
      send.onFirstCall().callsFake(async () => {
        outbox.resolve(ended('a'));
        return 'created';
      });
      outbox.put(event('a'));
      await clock.tickAsync(3_600_000);
      assert.deepEqual(sent(), ['a First', 'a Ended']);
    });

    it('replaces a second, unsent Event if the first was recorded', async () => {
      outbox.put(event('a'));
      await clock.tickAsync(10);
      send.onSecondCall().rejects(new Error('unavailable'));
      outbox.put(event('a', 'Second'));
      await clock.tickAsync(10);
      outbox.resolve(ended('a'));
      await clock.tickAsync(3_600_000);
      assert.deepEqual(sent(), ['a First', 'a Second', 'a Ended']);
    });

    it('sends its Event once', async () => {
      outbox.put(event('a'));
      await clock.tickAsync(10);
      outbox.resolve(ended('a'));
      await clock.tickAsync(10);
      outbox.resolve(ended('a'));
      await clock.tickAsync(3_600_000);
      assert.deepEqual(sent(), ['a First', 'a Ended']);
    });
  });

  it('counts the results', async () => {
    send.onFirstCall().rejects(new Error('unavailable'));
    send.onSecondCall().resolves('exists');
    outbox.put(event('a'));
    await clock.tickAsync(60_000);
    outbox.put(event('b'));
    await clock.tickAsync(0);
    const counts = (await telemetry.events.get()).values.map(({ labels, value }) => [labels.result, value]);
    assert.deepEqual(Object.fromEntries(counts), { created: 1, exists: 1, failed: 1 });
  });

  it('sends no Event after the stop', async () => {
    send.rejects(new Error('unavailable'));
    outbox.put(event('a'));
    await clock.tickAsync(10);
    outbox.stop();
    outbox.put(event('b'));
    await clock.tickAsync(3_600_000);
    assert.equal(send.callCount, 1);
  });
});
