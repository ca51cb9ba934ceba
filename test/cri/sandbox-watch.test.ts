import assert from 'node:assert/strict';
import { CriError } from '../../src/cri/cri-error.ts';
import type { CriHealth } from '../../src/cri/cri-health.ts';
import { SandboxWatch } from '../../src/cri/sandbox-watch.ts';
import { ManualClock } from './manual-clock.ts';
import { ScriptedCri } from './scripted-cri.ts';

describe('the watch on sandboxes', () => {
  let clock: ManualClock;
  let cri: ScriptedCri;
  let watch: SandboxWatch;
  let isUrgent: boolean;
  let changes: number;
  let healths: CriHealth[];
  beforeEach(() => {
    clock = new ManualClock();
    cri = new ScriptedCri(clock);
    isUrgent = false;
    changes = 0;
    healths = [];
    watch = newWatch('unix:///containerd.sock');
  });
  afterEach(() => watch.stop());

  function newWatch(endpoint: string): SandboxWatch {
    return new SandboxWatch({
      endpoint,
      urgent: () => isUrgent,
      onChange: () => changes++,
      onHealth: health => healths.push(health),
      clock,
      connect: cri.connect,
    });
  }

  const networkOf = (id: string) => watch.sandboxes.get(id)?.network.kind;

  describe('intervals', () => {
    it('lists at start, then every 2 s', async () => {
      watch.start();
      await clock.advance(6_000);
      assert.deepEqual(cri.lists, [0, 2_000, 4_000, 6_000]);
    });

    it('lists every 250 ms while it is urgent, and again every 2 s after that', async () => {
      isUrgent = true;
      watch.start();
      await clock.advance(600);
      isUrgent = false;
      await clock.advance(4_000);
      assert.deepEqual(cri.lists, [0, 250, 500, 750, 2_750]);
    });

    it('lists at once when it becomes urgent and the last list is 250 ms old', async () => {
      watch.start();
      await clock.advance(100);
      isUrgent = true;
      watch.reconsider();
      await clock.advance(149);
      assert.deepEqual(cri.lists, [0]);
      await clock.advance(1);
      assert.deepEqual(cri.lists, [0, 250]);
      isUrgent = false;
      await clock.advance(1_000);
      isUrgent = true;
      watch.reconsider();
      await clock.advance(0);
      assert.deepEqual(cri.lists, [0, 250, 500, 1_250]);
    });

    it('pauses at least four times as long as the last list took', async () => {
      isUrgent = true;
      cri.listMs = 100;
      watch.start();
      await clock.advance(1_000);
      assert.deepEqual(cri.lists, [0, 500, 1_000]);
      isUrgent = false;
      cri.listMs = 1_000;
      await clock.advance(6_000);
      assert.deepEqual(cri.lists, [0, 500, 1_000, 3_100]);
      await clock.advance(1_100);
      assert.deepEqual(cri.lists, [0, 500, 1_000, 3_100, 8_100]);
    });

    it('lists never overlap', async () => {
      isUrgent = true;
      cri.listMs = 60_000;
      watch.start();
      for (let second = 0; second < 50; second++) {
        watch.reconsider();
        await clock.advance(1_000);
      }
      assert.deepEqual(cri.lists, [0]);
    });
  });

  describe('events', () => {
    it('are requested from containerd 2.0 on, and each brings a list 50 ms after the last at the earliest', async () => {
      cri.version = '2.0.4';
      isUrgent = true;
      watch.start();
      await clock.advance(1_000);
      assert.deepEqual(cri.lists, [0], 'events make urgent lists needless');
      cri.add('a');
      cri.event();
      await clock.advance(10);
      assert.equal(networkOf('a'), 'pod');
      for (let n = 0; n < 100; n++) cri.event();
      await clock.advance(100);
      assert.deepEqual(cri.lists, [0, 1_000, 1_050]);
      assert.deepEqual(watch.health, { state: 'connected', runtime: 'containerd 2.0.4', events: true });
    });

    it('an event during a list brings another list', async () => {
      cri.version = '2.0.4';
      cri.listMs = 20;
      watch.start();
      await clock.advance(10);
      cri.event();
      await clock.advance(500);
      assert.deepEqual(cri.lists, [0, 100]);
    });

    it('lost events cause a delay of 2 s', async () => {
      cri.version = '2.0.4';
      watch.start();
      await clock.advance(100);
      cri.add('a');
      await clock.advance(1_900);
      assert.equal(networkOf('a'), 'pod');
    });

    for (const version of ['1.6.20~ds1', '1.7.24~ds1', 'v1.7.20+azure', '2.0.0-rc.3', 'unknown', ''])
      it(`are never requested from containerd '${version}'`, async () => {
        cri.version = version;
        watch.start();
        await clock.advance(10_000);
        assert.equal(cri.receivers.size, 0);
      });

    it('a rejected stream does not affect lists, including urgent ones', async () => {
      cri.version = '2.0.4';
      isUrgent = true;
      watch.start();
      await clock.advance(0);
      for (const { onEnd } of cri.receivers) onEnd(new CriError('rejects', 'unimplemented'));
      await clock.advance(500);
      assert.deepEqual(cri.lists, [0, 250, 500]);
      assert.deepEqual(watch.health, { state: 'connected', runtime: 'containerd 2.0.4', events: false });
      assert.equal(cri.connections, 1);
    });

    it('after a broken stream the version is queried again, because containerd may have been downgraded', async () => {
      cri.version = '2.0.4';
      watch.start();
      await clock.advance(0);
      const [receiver] = cri.receivers;
      cri.version = '1.7.27';
      receiver!.onEnd(new CriError('missing', 'the stream of events ended'));
      await clock.advance(10_000);
      assert.equal(cri.receivers.size, 0);
      assert.equal(cri.versions, 2);
      assert.equal(cri.open, 1);
      assert.deepEqual(watch.health, { state: 'connected', runtime: 'containerd 1.7.27', events: false });
    });
  });

  describe('sandboxes', () => {
    it('the network is queried once, and again when the sandbox is no longer ready', async () => {
      cri.add('a');
      watch.start();
      await watch.firstAttempt;
      assert.equal(networkOf('a'), 'pod');
      await clock.advance(4_000);
      cri.add('b');
      await clock.advance(4_000);
      assert.deepEqual(cri.statuses, ['a', 'b']);
      cri.add('a', false);
      cri.networks.set('a', { kind: 'closed' });
      await clock.advance(4_000);
      assert.deepEqual(cri.statuses, ['a', 'b', 'a']);
      assert.equal(networkOf('a'), 'closed');
      cri.sandboxes.delete('a');
      await clock.advance(4_000);
      assert.deepEqual([...watch.sandboxes.keys()], ['b']);
    });

    it('lists without a change cause no notification', async () => {
      cri.add('a');
      watch.start();
      await clock.advance(0);
      const before = changes;
      const map = watch.sandboxes;
      assert.ok(before > 0);
      await clock.advance(20_000);
      assert.equal(changes, before);
      assert.equal(watch.sandboxes, map);
    });

    it('a hung status call delays no other, and is repeated after four times its deadline', async () => {
      for (const id of ['a', 'b', 'c']) cri.add(id);
      cri.hanging.add('a');
      watch.start();
      await clock.advance(0);
      assert.deepEqual(['a', 'b', 'c'].map(networkOf), ['unknown', 'pod', 'pod']);
      cri.add('d');
      await clock.advance(4_999);
      assert.equal(networkOf('d'), 'pod');
      assert.equal(watch.health.state, 'connected');
      await clock.advance(1);
      assert.deepEqual(watch.health, { state: 'failing', reason: 'hangs', message: 'sandbox of demo/pod-a: scripted: hangs' });
      cri.hanging.delete('a');
      await clock.advance(19_000);
      assert.equal(networkOf('a'), 'unknown');
      await clock.advance(3_000);
      assert.equal(networkOf('a'), 'pod');
      assert.equal(watch.health.state, 'connected');
    });

    it('at most eight status calls run at once', async () => {
      for (let n = 0; n < 100; n++) {
        cri.add(`${n}`);
        cri.hanging.add(`${n}`);
      }
      watch.start();
      await clock.advance(4_000);
      assert.equal(cri.statusesAtOnce, 8);
      await clock.advance(60 * 5_000);
      assert.equal(new Set(cri.statuses).size, 100, 'all are asked for in the end');
    });

    it('a sandbox without address and namespace stays unknown, which is a failure', async () => {
      cri.add('a');
      cri.networks.set('a', { kind: 'unknown' });
      watch.start();
      await clock.advance(0);
      assert.equal(networkOf('a'), 'unknown');
      assert.equal(watch.health.state === 'failing' && watch.health.reason, 'garbage');
      cri.sandboxes.delete('a');
      await clock.advance(2_000);
      assert.equal(watch.health.state, 'connected');
    });

    it('a sandbox that vanishes before its status call is not a failure', async () => {
      cri.add('a');
      cri.networks.delete('a');
      watch.start();
      await clock.advance(0);
      assert.equal(watch.health.state, 'connected');
    });

    it('the known network stays while the status of a changed sandbox cannot be read', async () => {
      cri.add('a');
      watch.start();
      await clock.advance(0);
      cri.add('a', false);
      cri.hanging.add('a');
      await clock.advance(10_000);
      assert.deepEqual([watch.sandboxes.get('a')?.ready, networkOf('a')], [false, 'pod']);
    });
  });

  describe('failures', () => {
    it('off: no connection is made', async () => {
      watch = newWatch('');
      watch.start();
      await watch.firstAttempt;
      await clock.advance(10_000);
      assert.deepEqual(watch.health, { state: 'off' });
      assert.deepEqual([watch.sandboxes.size, cri.connections], [0, 0]);
    });

    it('missing: retried every 2 s, urgent or not, and found once it is there', async () => {
      cri.failure = 'missing';
      isUrgent = true;
      assert.deepEqual(watch.health, { state: 'starting' });
      watch.start();
      await watch.firstAttempt;
      assert.deepEqual(watch.health, { state: 'failing', reason: 'missing', message: 'scripted: missing' });
      await clock.advance(5_000);
      assert.equal(cri.connections, 3);
      cri.failure = undefined;
      cri.add('a');
      await clock.advance(1_000);
      assert.equal(networkOf('a'), 'pod');
      assert.deepEqual(
        healths.map(({ state }) => state),
        ['failing', 'connected'],
      );
      assert.equal(cri.open, 1);
    });

    it('a restart: the known state stays, and after a minute the server counts as missing', async () => {
      cri.add('a');
      watch.start();
      await clock.advance(1_000);
      cri.failure = 'missing';
      await clock.advance(2_000);
      assert.equal(watch.health.state === 'failing' && watch.health.reason, 'restarts');
      assert.equal(networkOf('a'), 'pod');
      await clock.advance(60_000);
      assert.equal(watch.health.state === 'failing' && watch.health.reason, 'missing');
      cri.failure = undefined;
      await clock.advance(2_000);
      assert.equal(watch.health.state, 'connected');
      assert.deepEqual(cri.statuses, ['a'], 'nothing about the sandbox changed');
    });

    it('hangs: the next attempt comes after four times the deadline, on another connection', async () => {
      watch.start();
      await clock.advance(0);
      cri.failure = 'hangs';
      await clock.advance(7_000);
      assert.deepEqual(watch.health, { state: 'failing', reason: 'hangs', message: 'scripted: hangs' });
      cri.failure = undefined;
      await clock.advance(19_999);
      assert.deepEqual(cri.lists, [0, 2_000]);
      await clock.advance(1);
      assert.deepEqual(cri.lists, [0, 2_000, 27_000]);
      assert.deepEqual([cri.connections, cri.open], [2, 1]);
      assert.equal(watch.health.state, 'connected');
    });

    it('garbage: readable entries are used, and the rest is reported', async () => {
      cri.add('a');
      cri.unreadable = 2;
      watch.start();
      await clock.advance(0);
      assert.equal(networkOf('a'), 'pod');
      assert.deepEqual(watch.health, { state: 'failing', reason: 'garbage', message: '2 listed sandboxes cannot be read' });
      cri.unreadable = 0;
      await clock.advance(2_000);
      assert.equal(watch.health.state, 'connected');
    });

    it('after stop there are no calls and notifications, and the connection is closed', async () => {
      cri.add('a');
      cri.listMs = 100;
      isUrgent = true;
      watch.start();
      await clock.advance(50);
      watch.stop();
      await clock.advance(10_000);
      watch.reconsider();
      await clock.advance(10_000);
      assert.deepEqual([cri.lists, changes, healths, cri.open], [[0], 0, [], 0]);
    });
  });
});
