import assert from 'node:assert/strict';
import sinon from 'sinon';
import { createTelemetry, type Telemetry } from '../../../src/agent/metrics/telemetry.ts';
import { EventOutbox, type EventOutboxOptions } from '../../../src/agent/report/event-outbox.ts';
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
  const newOutbox = (more: Partial<EventOutboxOptions> = {}) =>
    new EventOutbox({
      send,
      perMinute: 60,
      maxPending: 500,
      log,
      telemetry,
      backoff: { baseMs: 1_000, capMs: 300_000, random: () => 0.999 },
      ...more,
    });

  beforeEach(() => {
    clock = sinon.useFakeTimers();
    lines.length = 0;
    send = sinon.stub<[ObjectEvent], Promise<'created' | 'exists'>>().resolves('created');
    telemetry = createTelemetry();
    outbox = newOutbox();
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
    assert.deepEqual(Object.fromEntries(counts), { created: 1, exists: 1, left: 0, failed: 1, dropped: 0 });
  });

  describe('a flood', () => {
    const inNamespace = (namespace: string, name: string): ObjectEvent => {
      const one = event(name);
      return { ...one, regarding: { ...one.regarding, namespace } };
    };
    const flood = (count: number, namespace = 'flood') => {
      for (let index = 0; index < count; index++) outbox.put(inNamespace(namespace, `p${index}`));
    };
    const sentFrom = (namespace: string) => send.args.filter(([{ regarding }]) => regarding.namespace === namespace).length;
    const dropped = async () => (await telemetry.events.get()).values.find(({ labels }) => labels.result === 'dropped')?.value;

    it('is sent at the rate of the setting, after those of ten seconds at once', async () => {
      flood(300);
      await clock.tickAsync(0);
      assert.equal(send.callCount, 10);
      await clock.tickAsync(60_000);
      assert.equal(send.callCount, 70);
      await clock.tickAsync(600_000);
      assert.equal(send.callCount, 300);
    });

    it('does not delay another namespace by more than one Event', async () => {
      flood(300);
      await clock.tickAsync(5_000);
      outbox.put(inNamespace('victim', 'a'));
      await clock.tickAsync(2_000);
      assert.equal(sentFrom('victim'), 1);
    });

    it('beyond the backlog is dropped and counted, and only in the namespace that has the most', async () => {
      outbox = newOutbox({ maxPending: 100 });
      flood(3_000);
      flood(10, 'victim');
      assert.equal(outbox.counts.pending, 100);
      await clock.tickAsync(600_000);
      assert.equal(sentFrom('victim'), 10);
      assert.equal(outbox.counts.dropped, 3_010 - send.callCount);
      assert.equal(await dropped(), outbox.counts.dropped);
      assert.ok(outbox.counts.dropped > 2_800);
    });

    it('is logged once a minute when Events are dropped', async () => {
      outbox = newOutbox({ maxPending: 100 });
      flood(3_000);
      assert.deepEqual(
        lines.map(({ level, message, dropped, namespace }) => [level, message, dropped, namespace]),
        [['warn', 'Events dropped because too many wait', 1, 'flood']],
      );
      const soFar = outbox.counts.dropped;
      await clock.tickAsync(60_000);
      flood(3_000);
      assert.equal(lines.length, 2);
      assert.equal(lines[1]!.dropped, soFar);
    });

    it('of edits to one object is one Event with the newest version', async () => {
      flood(10);
      await clock.tickAsync(0);
      for (let index = 0; index < 300; index++) outbox.put(inNamespace('demo', 'edited'));
      assert.equal(outbox.counts.pending, 1);
    });
  });

  describe('of another reporter', () => {
    it('is not sent, and neither is its end', async () => {
      outbox = newOutbox({ isReporter: () => false });
      outbox.put(event('a'));
      await clock.tickAsync(10);
      outbox.resolve(ended('a'));
      await clock.tickAsync(3_600_000);
      assert.equal(send.callCount, 0);
      const left = (await telemetry.events.get()).values.find(({ labels }) => labels.result === 'left');
      assert.equal(left?.value, 2);
    });

    it('is ended by this node if the other one is gone', async () => {
      let isHere = false;
      outbox = newOutbox({ isReporter: () => isHere });
      outbox.put(event('a'));
      await clock.tickAsync(10);
      isHere = true;
      outbox.resolve(ended('a'));
      await clock.tickAsync(10);
      assert.deepEqual(sent(), ['a Ended']);
    });
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
