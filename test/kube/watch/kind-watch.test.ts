import assert from 'node:assert/strict';
import sinon from 'sinon';
import { ApiError } from '../../../src/kube/watch/api-error.ts';
import { SilenceError } from '../../../src/kube/watch/connection.ts';
import { KindWatch } from '../../../src/kube/watch/kind-watch.ts';
import { Replica } from '../../../src/kube/watch/replica.ts';
import { podResource } from '../../../src/kube/watch/resource.ts';
import { Wake } from '../../../src/kube/watch/wake.ts';
import { eventually } from './eventually.ts';
import { MapSink } from './map-sink.ts';
import { OpenStream, ScriptedRequests } from './scripted-requests.ts';

const pod = (name: string, resourceVersion = '1', labels: object = {}) => ({
  metadata: { namespace: 'demo', name, uid: name, resourceVersion, labels },
});
const added = (name: string, resourceVersion?: string, labels?: object) => ({ type: 'ADDED', object: pod(name, resourceVersion, labels) });
const modified = (name: string, resourceVersion: string, labels?: object) => ({
  type: 'MODIFIED',
  object: pod(name, resourceVersion, labels),
});
const deleted = (name: string, resourceVersion: string) => ({ type: 'DELETED', object: pod(name, resourceVersion) });
const bookmark = (resourceVersion: string, annotations?: object) => ({
  type: 'BOOKMARK',
  object: { metadata: { resourceVersion, annotations } },
});
const listEnd = (resourceVersion: string) => bookmark(resourceVersion, { 'k8s.io/initial-events-end': 'true' });
const gone = () => ({ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version' } });
const page = (resourceVersion: string, names: string[], token?: string) => ({
  metadata: { resourceVersion, continue: token },
  items: names.map(name => pod(name)),
});

/** Query of every request for pods. */
const SELECTOR = { fieldSelector: 'status.phase!=Succeeded,status.phase!=Failed' };

/** The answer to the check of the server's version. */
const version = (resourceVersion: string) => page(resourceVersion, []);

/** A KindWatch of pods on a scripted server. `random` is 0, so the n-th wait is 0.4 s doubled n-1 times, at most 15 s. */
function setUp(onChange = () => {}, random = () => 0, wake = new Wake()) {
  const requests = new ScriptedRequests();
  const sink = new MapSink();
  const issues: [key: string, paths: string[]][] = [];
  const resource = podResource();
  const onIssues = (_kind: string, key: string, found: readonly { path: string }[]) => issues.push([key, found.map(({ path }) => path)]);
  const replica = new Replica(resource, sink, onIssues, onChange);
  const waits: number[] = [];
  const lines: string[] = [];
  const log = (level: string, message: string, fields: Readonly<Record<string, unknown>>) => {
    lines.push([level, message, fields.error].filter(Boolean).join(' '));
    if (fields.milliseconds !== undefined) waits.push(Number(fields.milliseconds));
  };
  const watch = new KindWatch(resource, requests, replica, { random, log, wake });
  const stopping = new AbortController();
  const running = watch.run(stopping.signal);
  const stop = () => {
    stopping.abort();
    return running;
  };
  const requested = (count: number) => eventually(() => requests.made.length >= count, `${count} requests`);
  const knows = (...names: string[]) =>
    eventually(() => sink.all('pod').join() === names.map(name => `demo/${name}`).join(), `pods ${names} in the sink`);
  return { requests, sink, issues, watch, waits, lines, stop, requested, knows };
}

describe('kube/kind-watch', () => {
  let clock: sinon.SinonFakeTimers;
  beforeEach(() => {
    clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
  });
  afterEach(() => clock.restore());

  /** Lets the back-off pass once it has begun. */
  async function passBackoff(waits: readonly number[], count: number): Promise<void> {
    await eventually(() => waits.length >= count, `${count} failures`);
    await eventually(() => clock.countTimers() > 0, 'a timer for the back-off');
    // A timer of 0 ms that is set during a tick runs 1 ms later.
    await clock.tickAsync(Math.max(1, waits[count - 1]!));
  }

  describe('a streaming list', () => {
    it('is requested first, reaches the sink at once when complete, and becomes the watch', async () => {
      const { requests, sink, watch, stop, requested, knows } = setUp();
      const started = Date.now();
      const stream = requests.stream(added('a'), added('b'));
      await requested(1);
      assert.deepEqual(requests.query(0), {
        ...SELECTOR,
        watch: 'true',
        allowWatchBookmarks: 'true',
        timeoutSeconds: '300',
        sendInitialEvents: 'true',
        resourceVersionMatch: 'NotOlderThan',
      });
      assert.deepEqual(sink.calls, []);
      assert.equal(watch.health.synced, false);
      stream.send(listEnd('5'));
      await watch.synced;
      assert.deepEqual(sink.calls, ['set demo/a', 'set demo/b']);
      assert.deepEqual(watch.health, { kind: 'pod', synced: true, connected: true, failures: 0, lastList: started });
      stream.send(added('c', '6'), deleted('a', '7'), modified('b', '8', { x: 'y' }));
      await knows('b', 'c');
      await eventually(() => sink.get('pod', 'demo/b')?.labels.x === 'y', 'the new label');
      assert.equal(requests.made.length, 1);
      await stop();
    });

    it('that changes while it arrives gives its last state', async () => {
      const { requests, sink, watch, stop } = setUp();
      requests.stream(added('a'), added('b'), deleted('a', '3'), modified('b', '4', { x: 'y' }), listEnd('5'));
      await watch.synced;
      assert.deepEqual(sink.calls, ['set demo/b']);
      assert.deepEqual(sink.get('pod', 'demo/b')?.labels, { x: 'y' });
      await stop();
    });

    it('in which an object becomes malformed has its last valid version, and the issue', async () => {
      const { requests, sink, issues, watch, stop } = setUp();
      requests.stream(added('a', '2', { x: 'y' }), modified('a', '3', { x: 5 }), modified('b', '4', { x: 5 }), listEnd('5'));
      await watch.synced;
      assert.deepEqual(sink.get('pod', 'demo/a')?.labels, { x: 'y' });
      assert.deepEqual(sink.all('pod'), ['demo/a']);
      assert.deepEqual(issues, [
        ['demo/a', ['metadata.labels']],
        ['demo/b', ['metadata.labels']],
      ]);
      await stop();
    });

    for (const status of [422, 400]) {
      it(`that is rejected with ${status} is replaced by pages, and retried after ten minutes`, async () => {
        const { requests, watch, waits, stop, requested, knows } = setUp();
        requests.fail(new ApiError(status, 'Invalid', 'sendInitialEvents is forbidden'));
        requests.document(page('5', ['a']));
        const stream = requests.stream();
        await watch.synced;
        await requested(3);
        assert.deepEqual([waits, watch.health.failures], [[], 0]);
        assert.deepEqual(requests.query(1), { ...SELECTOR, limit: '250' });
        assert.equal(requests.query(2).resourceVersion, '5');
        requests.document(page('9', ['b']));
        const second = requests.stream();
        stream.send(gone());
        await passBackoff(waits, 1);
        await knows('b');
        assert.deepEqual(requests.query(3), { ...SELECTOR, limit: '250' });
        await clock.tickAsync(600_000);
        second.send(bookmark('10'), gone());
        await passBackoff(waits, 2);
        await requested(6);
        assert.equal(requests.query(5).sendInitialEvents, 'true');
        await stop();
      });
    }

    it('that a server ignores is recognised by a plain bookmark', async () => {
      const { requests, watch, waits, stop } = setUp();
      requests.stream(added('a'), bookmark('4'));
      requests.document(page('5', ['a']));
      await watch.synced;
      assert.deepEqual(requests.query(1), { ...SELECTOR, limit: '250' });
      assert.deepEqual(waits, []);
      await stop();
    });

    it('that falls silent or ends early is replaced by pages, and the next list is streamed again', async () => {
      for (const error of [new SilenceError(10_000), new Error('socket hang up'), undefined]) {
        const { requests, sink, waits, stop, requested } = setUp();
        const stream = requests.stream(added('a'));
        requests.document(page('5', ['a']));
        requests.stream(gone());
        if (error) stream.fail(error);
        else stream.end();
        await passBackoff(waits, 1);
        await passBackoff(waits, 2);
        await requested(4);
        assert.deepEqual(
          [0, 1, 2, 3].map(index => [requests.query(index).sendInitialEvents, requests.query(index).limit]),
          [
            ['true', undefined],
            [undefined, '250'],
            [undefined, undefined],
            ['true', undefined],
          ],
        );
        assert.deepEqual(sink.all('pod'), ['demo/a']);
        await stop();
      }
    });

    it('has a short timeout while it arrives and a longer one as a watch', async () => {
      const { requests, watch, stop } = setUp();
      const stream = requests.stream(added('a'));
      await eventually(() => requests.made.length === 1, 'a request');
      assert.equal(requests.made[0]!.patience(), 10_000);
      stream.send(listEnd('5'));
      await watch.synced;
      assert.equal(requests.made[0]!.patience(), 150_000);
      await stop();
    });
  });

  describe('pages', () => {
    /** Rejects streaming, so that pages follow. */
    function byPages() {
      const parts = setUp();
      parts.requests.fail(new ApiError(422, 'Invalid', 'not offered'));
      return parts;
    }

    it('are read with continue tokens and reach the sink together', async () => {
      const { requests, sink, watch, stop, requested } = byPages();
      requests
        .document(page('5', ['a', 'b'], 'next'))
        .document(page('5', ['c'], 'last'))
        .document({ metadata: { resourceVersion: '5' }, items: null });
      requests.stream();
      await watch.synced;
      await requested(5);
      assert.deepEqual(sink.calls, ['set demo/a', 'set demo/b', 'set demo/c']);
      assert.deepEqual(
        [1, 2, 3].map(index => requests.query(index)),
        [
          { ...SELECTOR, limit: '250' },
          { ...SELECTOR, limit: '250', continue: 'next' },
          { ...SELECTOR, limit: '250', continue: 'last' },
        ],
      );
      assert.deepEqual(requests.query(4), {
        ...SELECTOR,
        watch: 'true',
        allowWatchBookmarks: 'true',
        timeoutSeconds: '300',
        resourceVersion: '5',
      });
      assert.ok(watch.health.connected);
      await stop();
    });

    it('start again if the continue token has expired, and discard the incomplete list', async () => {
      const { requests, sink, waits, stop, knows } = byPages();
      requests
        .document(page('5', ['a', 'b'], 'next'))
        .fail(new ApiError(410, 'Expired', 'token expired'))
        .document(page('8', ['b', 'c']));
      await passBackoff(waits, 1);
      await knows('b', 'c');
      assert.deepEqual(sink.calls, ['set demo/b', 'set demo/c']);
      assert.deepEqual(requests.query(3), { ...SELECTOR, limit: '250' });
      await stop();
    });

    it('that are not a list are a failure, not an empty list', async () => {
      const { requests, sink, watch, waits, stop } = byPages();
      requests.document({ kind: 'Nonsense' });
      await eventually(() => waits.length === 1, 'a failure');
      assert.equal(watch.health.synced, false);
      assert.deepEqual(sink.calls, []);
      await stop();
    });
  });

  describe('the watch', () => {
    /** Synced at resourceVersion 5 with pod a, long enough ago that the stream may end without back-off. */
    async function synced() {
      const parts = setUp();
      const stream = parts.requests.stream(added('a'), listEnd('5'));
      await parts.watch.synced;
      await clock.tickAsync(5000);
      return { ...parts, stream };
    }

    it('continues at once from its version when the server ends it', async () => {
      const { requests, waits, stream, stop, requested, knows } = await synced();
      stream.send(added('b', '6'));
      await knows('a', 'b');
      requests.document(version('6')).stream(added('c', '7'));
      stream.end();
      await requested(3);
      assert.equal(requests.query(2).resourceVersion, '6');
      await knows('a', 'b', 'c');
      assert.deepEqual(waits, []);
      await stop();
    });

    it('continues after the newest bookmark', async () => {
      const { requests, watch, stream, stop, requested } = await synced();
      stream.send(bookmark('42'));
      await eventually(() => watch.health.lastEvent === Date.now(), 'the bookmark');
      requests.document(version('42'));
      stream.end();
      await requested(3);
      assert.equal(requests.query(2).resourceVersion, '42');
      await stop();
    });

    it('continues from the last complete event when the connection breaks in the middle of one', async () => {
      const { requests, waits, watch, stream, stop, requested, knows } = await synced();
      stream.send(added('b', '6'));
      stream.chunks.write(JSON.stringify(added('c', '7')).slice(0, 40));
      await knows('a', 'b');
      requests.document(version('9')).stream(added('c', '7'));
      stream.fail(new Error('read ECONNRESET'));
      await eventually(() => !watch.health.connected, 'the failure');
      assert.equal(watch.health.failures, 1);
      assert.equal(watch.health.lastError, 'read ECONNRESET');
      await passBackoff(waits, 1);
      await requested(3);
      assert.deepEqual([requests.query(1), requests.query(2).resourceVersion], [{ ...SELECTOR, limit: '1' }, '6']);
      await knows('a', 'b', 'c');
      assert.equal(watch.health.failures, 0);
      await stop();
    });

    it('lists again on 410, as an event or an answer, and finds the deletions. The old state stays until then', async () => {
      for (const how of ['event', 'answer']) {
        const { requests, sink, waits, stream, stop, knows } = await synced();
        stream.send(added('b', '6'));
        await knows('a', 'b');
        if (how === 'event') {
          stream.send(gone());
        } else {
          requests.document(version('6')).fail(new ApiError(410, 'Gone', 'too old'));
          stream.end();
        }
        const list = requests.stream(added('b', '6'));
        await passBackoff(waits, 1);
        list.send(added('c', '7'));
        await eventually(() => requests.query(requests.made.length - 1).sendInitialEvents === 'true', 'a new list');
        assert.deepEqual(sink.all('pod'), ['demo/a', 'demo/b']);
        sink.calls.length = 0;
        list.send(listEnd('9'));
        await knows('b', 'c');
        assert.deepEqual(sink.calls, ['delete demo/a', 'set demo/b', 'set demo/c']);
        await stop();
      }
    });

    it('lists again when the server cannot continue from its version for another reason', async () => {
      for (const status of [400, 404, 504]) {
        const { requests, waits, stream, stop, requested } = await synced();
        requests.document(version('5')).fail(new ApiError(status, '', 'no'));
        stream.end();
        await passBackoff(waits, 1);
        await requested(4);
        assert.equal(requests.query(3).sendInitialEvents, 'true');
        await stop();
      }
    });

    it('retries the same request after 401, 403, 429 and 5xx', async () => {
      for (const status of [401, 403, 429, 500, 503]) {
        const { requests, waits, stream, stop, requested } = await synced();
        requests
          .document(version('5'))
          .fail(new ApiError(status, '', 'no'))
          .document(version('5'));
        stream.end();
        await passBackoff(waits, 1);
        await requested(5);
        assert.deepEqual([requests.query(3), requests.query(4).resourceVersion], [{ ...SELECTOR, limit: '1' }, '5']);
        await stop();
      }
    });

    it('lists again after an unreadable event', async () => {
      const unreadable = [
        { type: 'ADDED' }.type,
        { no: 'event' },
        { type: 'RENAMED', object: {} },
        { type: 'DELETED', object: { metadata: {} } },
      ];
      for (const event of unreadable) {
        const { requests, waits, stream, stop, requested } = await synced();
        stream.send(event as object);
        await passBackoff(waits, 1);
        await requested(2);
        assert.equal(requests.query(1).sendInitialEvents, 'true');
        await stop();
      }
    });

    it('reports a malformed object by its key, keeps its last valid version and all other objects, and reports when it is resolved', async () => {
      const { sink, issues, stream, stop, knows } = await synced();
      const bad = (name: string, resourceVersion: string) => modified(name, resourceVersion, { x: 5 });
      stream.send(
        added('b', '6', { x: 'y' }),
        bad('b', '7'),
        bad('z', '8'),
        { type: 'ADDED', object: { metadata: { resourceVersion: '9' } } },
        added('c', '10'),
      );
      await knows('a', 'b', 'c');
      assert.deepEqual(sink.get('pod', 'demo/b')?.labels, { x: 'y' });
      assert.deepEqual(issues, [
        ['demo/b', ['metadata.labels']],
        ['demo/z', ['metadata.labels']],
        ['', ['metadata.name']],
      ]);
      issues.length = 0;
      stream.send(modified('b', '11', { x: 'z' }), deleted('z', '12'), deleted('a', '13'));
      await knows('b', 'c');
      assert.deepEqual(issues, [
        ['demo/b', []],
        ['demo/z', []],
      ]);
      assert.deepEqual(sink.get('pod', 'demo/b')?.labels, { x: 'z' });
      await stop();
    });

    it('a new list resolves the issues of valid and deleted objects, and keeps malformed objects', async () => {
      const { requests, sink, issues, waits, stream, stop, knows } = await synced();
      stream.send(added('b', '6', { x: 'y' }), modified('b', '7', { x: 5 }), added('z', '8', { x: 5 }), added('y', '9', { x: 5 }), gone());
      requests.stream(modified('b', '7', { x: 5 }), added('y', '10'), listEnd('11'));
      await passBackoff(waits, 1);
      await knows('b', 'y');
      assert.deepEqual(sink.get('pod', 'demo/b')?.labels, { x: 'y' });
      assert.deepEqual(issues.slice(3), [
        ['demo/z', []],
        ['demo/b', ['metadata.labels']],
        ['demo/y', []],
      ]);
      await stop();
    });
  });

  describe('back-off', () => {
    it('doubles up to a maximum, and is reset by an event', async () => {
      const { requests, watch, waits, stop } = setUp();
      for (let i = 0; i < 8; i++) requests.fail(new Error('connect ECONNREFUSED'));
      for (let i = 1; i <= 7; i++) await passBackoff(waits, i);
      await eventually(() => waits.length === 8, 'the eighth failure');
      assert.deepEqual(waits, [400, 800, 1600, 3200, 6400, 12800, 15000, 15000]);
      assert.deepEqual([watch.health.failures, watch.health.lastError], [8, 'connect ECONNREFUSED']);
      requests.document(page('5', ['a']));
      const stream = requests.stream(bookmark('6'));
      await passBackoff(waits, 8);
      await eventually(() => watch.health.lastEvent !== undefined, 'the bookmark');
      assert.equal(watch.health.failures, 0);
      stream.fail(new Error('read ECONNRESET'));
      await eventually(() => waits.length === 9, 'the ninth failure');
      assert.equal(waits[8], 400);
      await stop();
    });

    it('is not reset by a list alone, if every watch after it receives 410', async () => {
      const { requests, waits, stop } = setUp();
      for (let i = 0; i < 5; i++) requests.stream(added('a'), listEnd('5'), gone());
      for (let i = 1; i <= 5; i++) await passBackoff(waits, i);
      // The first is not a failure.
      assert.deepEqual(waits.slice(0, 5), [0, 400, 800, 1600, 3200]);
      await stop();
    });

    it('is reset by a watch that lasted, even without an event', async () => {
      const { requests, watch, waits, stop } = setUp();
      for (let i = 0; i < 3; i++) requests.fail(new ApiError(503, '', 'no'));
      for (let i = 1; i <= 2; i++) await passBackoff(waits, i);
      requests.document(page('5', ['a']));
      const streams = [requests.stream(), requests.document(version('5')).stream()];
      await passBackoff(waits, 3);
      for (const [lasted, wait] of [[9_999, 3200] as const, [10_000, 400] as const]) {
        await eventually(() => watch.health.connected, 'the watch');
        await clock.tickAsync(lasted);
        streams.shift()!.fail(new Error('read ECONNRESET'));
        await eventually(() => !watch.health.connected && waits.at(-1) === wait, `a wait of ${wait}`);
        await passBackoff(waits, waits.length);
      }
      await stop();
    });

    it('waits as long as the server requests', async () => {
      const { requests, waits, stop } = setUp();
      requests.fail(new ApiError(429, 'TooManyRequests', 'no', 7000));
      requests.fail(new ApiError(503, '', 'no', 86_400_000));
      await passBackoff(waits, 1);
      await passBackoff(waits, 2);
      assert.deepEqual(waits.slice(0, 2), [7400, 60_800]);
      await stop();
    });

    it('slows down a server that ends every watch at once', async () => {
      const { requests, watch, waits, stop } = setUp();
      requests.stream(added('a'), listEnd('5')).end();
      for (let i = 0; i < 3; i++) requests.document(version('5')).stream().end();
      await watch.synced;
      for (let i = 1; i <= 3; i++) await passBackoff(waits, i);
      assert.deepEqual(waits.slice(0, 3), [400, 800, 1600]);
      await stop();
    });

    it('ends at once when the watch is stopped', async () => {
      const { requests, waits, stop } = setUp();
      requests.fail(new Error('connect ECONNREFUSED'));
      await eventually(() => waits.length === 1, 'a failure');
      await stop();
      assert.equal(clock.countTimers(), 0);
    });
  });

  describe('the log', () => {
    it('has a failure once until it changes, and when it is resolved', async () => {
      const { requests, watch, waits, lines, stop } = setUp();
      for (const message of ['refused', 'refused', 'refused', 'unreachable', 'unreachable']) requests.fail(new Error(message));
      for (let i = 1; i <= 4; i++) await passBackoff(waits, i);
      requests.document(page('5', ['a']));
      requests.stream(bookmark('6'), bookmark('7'));
      await passBackoff(waits, 5);
      await eventually(() => watch.health.lastEvent !== undefined, 'the bookmark');
      assert.deepEqual(
        lines.filter(line => !line.startsWith('debug')),
        ['warn watch failed refused', 'warn watch failed unreachable', 'info listed', 'info watch works again'],
      );
      await stop();
    });

    it('does not count a watch that is accepted and then fails at once as working', async () => {
      const { requests, waits, lines, stop } = setUp();
      for (let i = 0; i < 5; i++) requests.stream(added('a'), listEnd('5'), gone());
      for (let i = 1; i <= 5; i++) await passBackoff(waits, i);
      assert.equal(lines.filter(line => line.startsWith('warn')).length, 1);
      assert.ok(!lines.includes('info watch works again'));
      await stop();
    });

    it('has one warning for a watch that is accepted, silent, and cut again and again', async () => {
      const { requests, watch, waits, lines, stop, requested } = setUp();
      let stream = requests.stream(added('a'), listEnd('5'));
      await watch.synced;
      for (let count = 1; count <= 4; count++) {
        const next = requests.document(version('5')).stream();
        await clock.tickAsync(60_000);
        stream.fail(new Error('read ECONNRESET'));
        await passBackoff(waits, count);
        await requested(1 + 2 * count);
        await eventually(() => watch.health.connected, 'the watch');
        assert.equal(watch.health.failures, count);
        stream = next;
      }
      stream.send(bookmark('6'));
      await eventually(() => watch.health.failures === 0, 'the bookmark');
      assert.deepEqual(
        lines.filter(line => !line.startsWith('debug')),
        ['info listed', 'warn watch failed read ECONNRESET', 'info watch works again'],
      );
      await stop();
    });

    it('reports a 403 right after the start of a server as a starting server', async () => {
      const forbidden = new ApiError(403, 'Forbidden', '403 RBAC: clusterrole.rbac.authorization.k8s.io "view" not found');
      const { requests, waits, lines, stop } = setUp();
      requests.fail(new Error('connect ECONNREFUSED'));
      // 0.4, 1.2 and 2.8 s after the first of them.
      for (let i = 0; i < 4; i++) requests.fail(forbidden);
      for (let i = 1; i <= 4; i++) await passBackoff(waits, i);
      await eventually(() => waits.length === 5, 'the fifth failure');
      assert.deepEqual(lines, [
        'warn watch failed connect ECONNREFUSED',
        'info the API server is still starting 403 RBAC: clusterrole.rbac.authorization.k8s.io "view" not found',
        'info the API server is still starting 403 RBAC: clusterrole.rbac.authorization.k8s.io "view" not found',
        'warn watch failed 403 RBAC: clusterrole.rbac.authorization.k8s.io "view" not found',
        'debug watch failed 403 RBAC: clusterrole.rbac.authorization.k8s.io "view" not found',
      ]);
      await stop();
    });

    it('reports a permission that was removed as a failure, also right after an outage', async () => {
      const { requests, watch, waits, lines, stop } = setUp();
      const stream = requests.stream(added('a'), listEnd('5'));
      await watch.synced;
      requests.fail(new ApiError(403, 'Forbidden', '403 pods is forbidden: User "agent" cannot list resource "pods"'));
      stream.fail(new Error('read ECONNRESET'));
      await passBackoff(waits, 1);
      await eventually(() => waits.length === 2, 'the second failure');
      assert.deepEqual(lines.slice(1), [
        'warn watch failed read ECONNRESET',
        'warn watch failed 403 pods is forbidden: User "agent" cannot list resource "pods"',
      ]);
      await stop();
    });

    it('reports a 403 of a server that was not down as a failure', async () => {
      const { requests, waits, lines, stop } = setUp();
      requests.fail(new ApiError(403, 'Forbidden', '403 no'));
      await eventually(() => waits.length === 1, 'the failure');
      assert.deepEqual(lines, ['warn watch failed 403 no']);
      await stop();
    });

    it('has no line about a server that ends its watches now and then', async () => {
      const { requests, requested, watch, lines, stop } = setUp();
      let stream = requests.stream(added('a'), listEnd('5'));
      await watch.synced;
      const before = lines.length;
      for (let count = 2; count <= 10; count++) {
        await clock.tickAsync(60_000);
        stream.send(bookmark(String(count + 4)));
        const next = requests.document(version('100')).stream();
        stream.end();
        await requested(2 * count - 1);
        stream = next;
      }
      assert.deepEqual(lines.slice(before), []);
      await stop();
    });
  });

  describe('a restored etcd', () => {
    /** Synced at version 900 with pods a and b. */
    async function ahead() {
      const parts = setUp();
      const stream = parts.requests.stream(added('a'), added('b'), listEnd('900'));
      await parts.watch.synced;
      await clock.tickAsync(5000);
      return { ...parts, stream };
    }

    it('is detected by the check after a broken connection, and the list removes objects that are not in the backup', async () => {
      const { requests, sink, waits, lines, watch, stream, stop, requested, knows } = await ahead();
      stream.fail(new Error('read ECONNRESET'));
      requests.document(version('41'));
      const list = requests.stream(added('b', '17'), added('c', '5'), listEnd('42'));
      await passBackoff(waits, 1);
      await passBackoff(waits, 2);
      await knows('b', 'c');
      assert.deepEqual([requests.query(1), requests.query(2).sendInitialEvents], [{ ...SELECTOR, limit: '1' }, 'true']);
      assert.ok(lines.includes('warn listing again'));
      list.send(added('d', '43'));
      await knows('b', 'c', 'd');
      assert.equal(watch.health.failures, 0);
      requests.document(version('44'));
      list.fail(new Error('read ECONNRESET'));
      await passBackoff(waits, 3);
      await requested(5);
      assert.equal(requests.query(4).resourceVersion, '43');
      assert.equal(sink.get('pod', 'demo/a'), undefined);
      await stop();
    });

    it('is detected by the check after a watch that ended early without an error, as at the shutdown of a server', async () => {
      const { requests, waits, stream, stop, requested } = await ahead();
      requests.document(version('899'));
      stream.end();
      await passBackoff(waits, 1);
      await requested(3);
      assert.equal(requests.query(2).sendInitialEvents, 'true');
      await stop();
    });

    it('needs no check after a watch that lasted until its timeout', async () => {
      const { requests, stream, stop, requested } = await ahead();
      await clock.tickAsync(300_000);
      stream.end();
      await requested(2);
      assert.equal(requests.query(1).resourceVersion, '900');
      await stop();
    });

    it('is checked until the server answers', async () => {
      const { requests, waits, stream, stop, requested } = await ahead();
      requests
        .fail(new Error('connect ECONNREFUSED'))
        .fail(new ApiError(503, '', 'no'))
        .document(version('10'));
      stream.fail(new Error('read ECONNRESET'));
      for (let i = 1; i <= 4; i++) await passBackoff(waits, i);
      await requested(5);
      assert.deepEqual(
        [1, 2, 3].map(index => requests.query(index)),
        [
          { ...SELECTOR, limit: '1' },
          { ...SELECTOR, limit: '1' },
          { ...SELECTOR, limit: '1' },
        ],
      );
      assert.equal(requests.query(4).sendInitialEvents, 'true');
      await stop();
    });

    for (const [name, event] of [
      ['a bookmark', bookmark('899')],
      ['an event', added('z', '95')],
    ] as const) {
      it(`is detected by ${name} with an earlier version, which is not applied`, async () => {
        const { requests, sink, waits, stream, stop, knows } = await ahead();
        stream.send(event);
        requests.stream(added('c', '5'), listEnd('6'));
        await passBackoff(waits, 1);
        await knows('c');
        assert.ok(!sink.calls.includes('set demo/z'));
        await stop();
      });
    }

    it('is not suspected because of the unordered initial events of a streaming list', async () => {
      const { requests, watch, waits, stop, knows } = setUp();
      const stream = requests.stream(added('a', '30'), added('b', '7'), listEnd('31'));
      await watch.synced;
      stream.send(bookmark('31'));
      await knows('a', 'b');
      assert.deepEqual(waits, []);
      await stop();
    });
  });

  describe('silence', () => {
    /** Makes the open watch time out because of silence. */
    async function fallSilent(stream: OpenStream, waits: readonly number[]): Promise<void> {
      const before = waits.length;
      await clock.tickAsync(150_000);
      stream.fail(new SilenceError(150_000));
      await passBackoff(waits, before + 1);
    }

    it('is followed by a check and the same watch, and the second time in a row by a list, at most every ten minutes', async () => {
      const { requests, waits, watch, stop, requested } = setUp();
      let stream = requests.stream(added('a'), listEnd('5'));
      await watch.synced;
      const kinds: string[] = [];
      // A silence every 150 s.
      for (let count = 1; count <= 8; count++) {
        const made = requests.made.length;
        const next = new OpenStream();
        requests.answers(({ query = {} }) => {
          if (query.limit === '1') return version('5');
          if (query.sendInitialEvents) next.send(added('a'), listEnd('5'));
          return next;
        }, 2);
        await fallSilent(stream, waits);
        await requested(made + 1);
        await eventually(() => watch.health.connected, 'the next watch');
        const made2 = requests.made
          .slice(made)
          .map(({ query = {} }) => (query.limit ? 'check' : query.sendInitialEvents ? 'list' : 'watch'));
        kinds.push(made2.join(' '));
        requests.forgetAnswers();
        stream = next;
      }
      const resumed = 'check watch';
      assert.deepEqual(kinds, [resumed, 'list', resumed, resumed, resumed, 'list', resumed, resumed]);
      await stop();
    });

    it('does not count once a bookmark has arrived', async () => {
      const { requests, waits, watch, stop, requested } = setUp();
      const first = requests.stream(added('a'), listEnd('5'));
      await watch.synced;
      const second = requests.document(version('5')).stream();
      await fallSilent(first, waits);
      await requested(3);
      second.send(bookmark('6'));
      await eventually(() => watch.health.lastEvent !== undefined, 'the bookmark');
      requests.document(version('6'));
      await fallSilent(second, waits);
      await requested(5);
      assert.equal(requests.query(4).resourceVersion, '6');
      await stop();
    });
  });

  describe('410', () => {
    it('is not a failure, and the list comes within a second', async () => {
      const { requests, watch, waits, lines, stop, requested } = setUp(undefined, () => 0.999);
      const stream = requests.stream(added('a'), listEnd('5'));
      await watch.synced;
      stream.send(gone());
      await passBackoff(waits, 1);
      await requested(2);
      assert.deepEqual([waits, watch.health.failures], [[999], 0]);
      assert.ok(!lines.some(line => line.startsWith('warn')));
      await stop();
    });

    it('is a failure the second time, unless an event or a bookmark has arrived', async () => {
      const { requests, watch, waits, stop } = setUp();
      requests.stream(added('a'), listEnd('5'), gone());
      requests.stream(added('a'), listEnd('6'), bookmark('7'), gone());
      requests.stream(added('a'), listEnd('8'), gone());
      for (let i = 1; i <= 3; i++) await passBackoff(waits, i);
      assert.deepEqual([waits, watch.health.failures], [[0, 0, 400], 1]);
      await stop();
    });

    it('waits for Retry-After', async () => {
      const { requests, watch, waits, stop } = setUp();
      const stream = requests.stream(added('a'), listEnd('5'));
      await watch.synced;
      await clock.tickAsync(5000);
      requests.document(version('5')).fail(new ApiError(410, 'Expired', 'too old', 7000));
      stream.end();
      await eventually(() => waits.length === 1, 'the wait');
      assert.deepEqual(waits, [7000]);
      await stop();
    });
  });

  describe('an answer to one kind', () => {
    it('ends the back-off of the others, once until an event arrives', async () => {
      const wake = new Wake();
      const [a, b] = [setUp(undefined, () => 0, wake), setUp(undefined, () => 0, wake)];
      for (let i = 0; i < 8; i++) a.requests.fail(new Error('connect ECONNREFUSED'));
      b.requests.fail(new Error('connect ECONNREFUSED'));
      for (let i = 1; i <= 7; i++) await passBackoff(a.waits, i);
      await eventually(() => a.waits.length === 8 && b.requests.made.length === 2, 'a long back-off');
      assert.equal(a.requests.made.length, 8);
      // The list of the other kind is accepted while the clock stands still.
      const other = b.requests.document(page('5', ['a'])).stream();
      await a.requested(9);
      a.requests.fail(new Error('connect ECONNREFUSED'));
      await eventually(() => a.waits.length === 9, 'the ninth failure');
      other.fail(new Error('read ECONNRESET'));
      await passBackoff(b.waits, 2);
      b.requests.document(version('5')).stream();
      await eventually(() => b.watch.health.connected, 'the other kind');
      assert.equal(a.requests.made.length, 9);
      await Promise.all([a.stop(), b.stop()]);
    });

    it('does not shorten a wait that the server requested', async () => {
      const wake = new Wake();
      const { requests, waits, stop } = setUp(undefined, () => 0, wake);
      requests.fail(new ApiError(429, 'TooManyRequests', 'no', 5000));
      await eventually(() => waits.length === 1 && clock.countTimers() === 1, 'the wait');
      wake.all();
      await clock.tickAsync(5399);
      assert.equal(requests.made.length, 1);
      await stop();
    });
  });

  it('uses the timeout of a list until the headers of a request arrive', async () => {
    const { requests, watch, waits, stop, requested } = setUp();
    await requested(1);
    assert.equal(requests.made[0]!.patience(), 20_000);
    const stream = requests.stream(added('a'), listEnd('5'));
    await watch.synced;
    stream.fail(new Error('read ECONNRESET'));
    await passBackoff(waits, 1);
    await requested(2);
    assert.equal(requests.made[1]!.patience(), 20_000);
    requests.document(version('5'));
    await requested(3);
    assert.equal(requests.made[2]!.patience(), 20_000);
    requests.stream();
    await eventually(() => watch.health.connected, 'the watch');
    assert.equal(requests.made[2]!.patience(), 150_000);
    await stop();
  });

  it('repeats a watch that ends without an error after its first event, with back-off', async () => {
    const { requests, watch, waits, stop } = setUp();
    const first = requests.stream(added('a'), listEnd('5'));
    await watch.synced;
    await clock.tickAsync(5000);
    requests.answers(({ query = {} }) => {
      if (query.limit === '1') return version('5');
      const stream = new OpenStream();
      stream.send(bookmark('5'));
      stream.end();
      return stream;
    }, Infinity);
    first.end();
    const watches = () => requests.made.filter(({ query = {} }) => query.watch).length;
    // At 0, 0.4, 1.2, 2.8, 6, 12.4, 25.2 s, then every 15 s.
    const counts: number[] = [];
    for (const seconds of [1, 3, 10, 30, 60]) {
      for (let passed = 0; passed < seconds * 1000; passed += 100) {
        await clock.tickAsync(100);
        await eventually(() => clock.countTimers() > 0, 'a back-off');
      }
      counts.push(watches());
    }
    assert.deepEqual([counts, waits], [[3, 5, 7, 9, 13], []]);
    await stop();
  });

  it('has no contact once it has been without a watch for a minute', async () => {
    const { requests, watch, stop } = setUp();
    const stream = requests.stream(added('a'), listEnd('5'));
    await watch.synced;
    await clock.tickAsync(3_600_000);
    assert.equal(watch.health.noContactSince, undefined);
    const ended = Date.now();
    // A proxy that passes lists but no watches.
    requests.answers(({ query = {} }) => (query.limit === '1' ? version('5') : new ApiError(403, 'Forbidden', 'no')), Infinity);
    stream.fail(new Error('read ECONNRESET'));
    await eventually(() => !watch.health.connected, 'the failure');
    await clock.tickAsync(59_999);
    assert.equal(watch.health.noContactSince, undefined);
    await clock.tickAsync(1);
    assert.equal(watch.health.noContactSince, ended);
    requests.forgetAnswers();
    requests.document(version('5')).stream();
    await clock.tickAsync(30_000);
    await eventually(() => watch.health.connected, 'the watch');
    assert.equal(watch.health.noContactSince, undefined);
    await stop();
  });

  it('after stop no event reaches the sink, not even one that had already arrived', async () => {
    let stopped: Promise<void> | undefined;
    const { requests, sink, watch, stop, knows } = setUp(() => {
      if (sink.all('pod').includes('demo/b')) stopped ??= stop();
    });
    const stream = requests.stream(added('a'), listEnd('5'));
    await watch.synced;
    stream.chunks.write(['b', 'c', 'd'].map(name => `${JSON.stringify(added(name, '6'))}\n`).join(''));
    await eventually(() => stopped !== undefined, 'the stop');
    await stopped;
    await knows('a', 'b');
    assert.equal(watch.health.connected, false);
  });
});
