import assert from 'node:assert/strict';
import { KubeServer } from '../../../src/simulator/kube/server.ts';
import { Client, type Json } from './client.ts';
import { PODS, pod } from './objects.ts';

const NODES = '/api/v1/nodes';

const STREAMING = 'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';

describe('simulator/kube/watch', () => {
  let server: KubeServer;
  let client: Client;
  const seed = (name: string, labels?: Record<string, string>) => server.store.seed([pod(name, labels ? { labels } : {})]);

  beforeEach(async () => {
    server = await KubeServer.start();
    client = new Client(server);
    seed('a');
  });
  afterEach(async () => {
    client.close();
    await server.close();
  });

  for (const version of ['', '?resourceVersion=0']) {
    it(`begins with the existing objects at ${version || 'no resourceVersion'}`, async () => {
      const events = await client.watch(`${PODS}${version}`);
      seed('b');
      server.store.remove('pods', 'default/a');
      assert.deepEqual(await events.summary(3), ['ADDED a', 'ADDED b', 'DELETED a']);
    });
  }

  it('begins after a given resourceVersion and names the kind of every object', async () => {
    const from = server.store.revision;
    seed('b');
    const events = await client.watch(`${PODS}?resourceVersion=${from}`);
    seed('b', { x: '1' });
    const [added, modified] = await events.take(2);
    assert.deepEqual([added!.type, modified!.type], ['ADDED', 'MODIFIED']);
    assert.deepEqual([added!.object.kind, added!.object.apiVersion], ['Pod', 'v1']);
    assert.equal(Number(modified!.object.metadata.resourceVersion), from + 2);
  });

  it('gives a deleted object the resourceVersion of its deletion', async () => {
    const events = await client.watch(`${PODS}?resourceVersion=${server.store.revision}`);
    server.store.remove('pods', 'default/a');
    const [{ type, object }] = (await events.take(1)) as [Json];
    assert.deepEqual([type, object.metadata.resourceVersion], ['DELETED', String(server.store.revision)]);
  });

  it('sends ADDED and DELETED for objects that begin or cease to match a selector', async () => {
    const events = await client.watch(`${PODS}?labelSelector=app%3Dweb`);
    seed('a', { app: 'web' });
    seed('a', { app: 'web', x: '1' });
    seed('a', { app: 'db' });
    seed('a', { app: 'db', x: '1' });
    seed('a', { app: 'web' });
    server.store.remove('pods', 'default/a');
    const seen = await events.take(5);
    assert.deepEqual(
      seen.map(({ type, object }) => [type, object.metadata.labels]),
      [
        ['ADDED', { app: 'web' }],
        ['MODIFIED', { app: 'web', x: '1' }],
        // A real server sends the last selected state.
        ['DELETED', { app: 'web', x: '1' }],
        ['ADDED', { app: 'web' }],
        ['DELETED', { app: 'web' }],
      ],
    );
    assert.equal(Number(seen[2]!.object.metadata.resourceVersion), Number(seen[1]!.object.metadata.resourceVersion) + 1);
  });

  it('watches one object by its name, one namespace, or the pods of one node', async () => {
    const byName = await client.watch(`${PODS}?fieldSelector=metadata.name%3Db`);
    const byPath = await client.watch(`${PODS}/b`);
    const byNode = await client.watch('/api/v1/pods?fieldSelector=spec.nodeName%3Dn1');
    server.store.seed([pod('b', { spec: { nodeName: 'n1' } }), pod('c', { spec: { nodeName: 'n2' } })]);
    for (const events of [byName, byPath, byNode]) {
      assert.deepEqual(await events.summary(1), ['ADDED b']);
      events.stop();
    }
  });

  it('streams a list: ADDED for each object, then the bookmark that ends the initial events', async () => {
    seed('b');
    const events = await client.watch(`/api/v1/pods?${STREAMING}`);
    seed('c');
    const [a, b, end, c] = (await events.take(4)) as [Json, Json, Json, Json];
    assert.deepEqual([a.object.metadata.name, b.object.metadata.name, c.object.metadata.name], ['a', 'b', 'c']);
    assert.equal(end.type, 'BOOKMARK');
    assert.deepEqual(end.object.metadata.annotations, { 'k8s.io/initial-events-end': 'true' });
    assert.equal(Number(end.object.metadata.resourceVersion), server.store.revision - 1);
    assert.deepEqual([end.object.kind, end.object.spec, end.object.status], ['Pod', { containers: null }, {}]);
  });

  it('streams a long list whole and in order, with the changes after it', async () => {
    server.store.seed(Array.from({ length: 3000 }, (_, i) => pod(`p${String(i).padStart(4, '0')}`)));
    const events = await client.watch(`/api/v1/pods?${STREAMING}`);
    server.store.remove('pods', 'default/p0000');
    const seen = await events.summary(3003);
    assert.deepEqual(
      [seen[0], seen[1], seen[3000], seen[3001], seen[3002]],
      ['ADDED a', 'ADDED p0000', 'ADDED p2999', 'BOOKMARK', 'DELETED p0000'],
    );
  });

  it('streams an empty list as a bookmark', async () => {
    const events = await client.watch(`/apis/networking.k8s.io/v1/networkpolicies?${STREAMING}`);
    assert.deepEqual(await events.summary(1), ['BOOKMARK']);
  });

  it('rejects streaming lists like a server with the feature off', async () => {
    server.faults.streamingLists = 'refused';
    const { status, body } = await client.get(`${PODS}?watch=1&${STREAMING}`);
    assert.deepEqual([status, body.reason, body.details.causes[0].field], [422, 'Invalid', 'sendInitialEvents']);
  });

  it('ignores sendInitialEvents like a server without the parameter', async () => {
    server.faults.streamingLists = 'ignored';
    const events = await client.watch(`${PODS}?${STREAMING}`);
    server.faults.sendBookmarks();
    const seen = await events.take(2);
    assert.deepEqual(
      seen.map(({ type, object }) => [type, object.metadata.annotations]),
      [
        ['ADDED', undefined],
        ['BOOKMARK', undefined],
      ],
    );
  });

  it('sends bookmarks only to watches that requested them', async () => {
    const asked = await client.watch(`${PODS}?resourceVersion=${server.store.revision}&allowWatchBookmarks=true`);
    const silent = await client.watch(`${PODS}?resourceVersion=${server.store.revision}`);
    server.store.seed([{ apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' } }]);
    server.faults.sendBookmarks();
    seed('b');
    const [bookmark] = (await asked.take(1)) as [Json];
    assert.deepEqual([bookmark.type, bookmark.object.metadata.resourceVersion], ['BOOKMARK', String(server.store.revision - 1)]);
    assert.deepEqual(await silent.summary(1), ['ADDED b']);
  });

  describe('with short seconds', () => {
    let quick: KubeServer;
    let from: number;

    beforeEach(async () => {
      quick = await KubeServer.start({ second: 5 });
      client.close();
      client = new Client(quick);
      from = quick.store.revision;
    });
    afterEach(() => quick.close());

    it('ends after its timeout, with a bookmark before the end if the version is newer', async () => {
      quick.store.seed([{ apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' } }]);
      const events = await client.watch(`${PODS}?resourceVersion=${from}&timeoutSeconds=20&allowWatchBookmarks=true`);
      assert.deepEqual(await events.summary(1), ['BOOKMARK']);
      assert.equal(await events.next(), undefined);
      assert.equal(events.cut, false);
      assert.equal(quick.faults.watches, 0);
    });

    it('ends without a bookmark if the version is not newer, or if the timeout is too short', async () => {
      const quiet = await client.watch(`${PODS}?resourceVersion=${from}&timeoutSeconds=20&allowWatchBookmarks=true`);
      const short = await client.watch(`${NODES}?resourceVersion=${from}&timeoutSeconds=1&allowWatchBookmarks=true`);
      assert.deepEqual([await quiet.next(), await short.next()], [undefined, undefined]);
    });

    it('is silent at a version that the server has not reached', async () => {
      const ahead = await client.watch(`${PODS}?resourceVersion=${from + 100}&timeoutSeconds=20&allowWatchBookmarks=true`);
      quick.store.seed([pod('b')]);
      assert.equal(await ahead.next(), undefined);
    });

    it('gives up a list of a version that the server does not reach, before and in a stream', async () => {
      const { status, body } = await client.get(`${PODS}?resourceVersion=${from + 100}`);
      assert.deepEqual([status, body.reason, body.details.causes[0].reason], [504, 'Timeout', 'ResourceVersionTooLarge']);
      const events = await client.watch(`${PODS}?${STREAMING}&resourceVersion=${from + 100}`);
      const [{ type, object }] = (await events.take(1)) as [Json];
      assert.deepEqual([type, object.code, await events.next()], ['ERROR', 504, undefined]);
    });
  });

  it('waits for the version of a list', async () => {
    const answer = client.get(`${PODS}?resourceVersion=${server.store.revision + 1}`);
    const events = await client.watch(`${PODS}?${STREAMING}&resourceVersion=${server.store.revision + 1}`);
    seed('b');
    assert.equal((await answer).body.items.length, 2);
    assert.deepEqual(await events.summary(3), ['ADDED a', 'ADDED b', 'BOOKMARK']);
  });

  it('returns 410 for a watch from before a restart, for every kind, and keeps objects and versions', async () => {
    const from = server.store.revision;
    const before = await client.watch(PODS);
    seed('b');
    assert.deepEqual(await before.summary(2), ['ADDED a', 'ADDED b']);
    server.faults.restart();
    assert.deepEqual([await before.next(), before.cut], [undefined, true]);
    for (const path of [PODS, NODES]) {
      const events = await client.watch(`${path}?resourceVersion=${from}`);
      const [{ type, object }] = (await events.take(1)) as [Json];
      assert.deepEqual([type, object.code], ['ERROR', 410]);
    }
    assert.equal((await client.get(`${PODS}?resourceVersion=${from}&resourceVersionMatch=Exact`)).body.items.length, 1);
    const now = await client.watch(`${PODS}?resourceVersion=${server.store.revision}`);
    seed('c');
    assert.deepEqual(await now.summary(1), ['ADDED c']);
  });

  it('ends a watch from a forgotten version with an ERROR event 410', async () => {
    const from = server.store.revision;
    seed('b');
    server.faults.emptyWatchCaches();
    const events = await client.watch(`${PODS}?resourceVersion=${from}`);
    const [{ type, object }] = (await events.take(1)) as [Json];
    assert.deepEqual([type, object.kind, object.code, object.reason], ['ERROR', 'Status', 410, 'Expired']);
    assert.match(object.message, /^too old resource version: \d+ \(\d+\)$/);
    assert.equal(await events.next(), undefined);
    const now = await client.watch(`${PODS}?resourceVersion=${server.store.revision}`);
    seed('c');
    assert.deepEqual(await now.summary(1), ['ADDED c']);
  });

  it('returns HTTP 410 instead if the fault is on', async () => {
    const from = server.store.revision;
    seed('b');
    server.faults.emptyWatchCaches();
    server.faults.goneAs = 'status';
    const { status, body } = await client.get(`${PODS}?watch=1&resourceVersion=${from}`);
    assert.deepEqual([status, body.reason], [410, 'Expired']);
  });

  it('forgets changes older than its history', async () => {
    const small = await KubeServer.start({ history: 5 });
    const user = new Client(small);
    const from = small.store.revision;
    for (let i = 0; i < 20; i++) small.store.seed([pod(`p${i}`)]);
    const events = await user.watch(`${PODS}?resourceVersion=${from}`);
    assert.equal((await events.next())?.type, 'ERROR');
    const recent = await user.watch(`${PODS}?resourceVersion=${small.store.revision - 5}`);
    assert.deepEqual(await recent.summary(1), ['ADDED p15']);
    user.close();
    await small.close();
  });

  it('sends events in the API version of the watch', async () => {
    const events = await client.watch('/apis/events.k8s.io/v1/events');
    const involvedObject = { kind: 'Pod', name: 'a', namespace: 'default' };
    await client.post('/api/v1/namespaces/default/events', { metadata: { name: 'e' }, involvedObject, reason: 'Why', message: 'because' });
    const [{ object }] = (await events.take(1)) as [Json];
    assert.deepEqual([object.apiVersion, object.note, object.regarding], ['events.k8s.io/v1', 'because', involvedObject]);
  });

  it('watches tables for kubectl get -w, with columns in the first event only', async () => {
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
    const events = await client.watch(PODS, accept);
    seed('b');
    const [first, second] = (await events.take(2)) as [Json, Json];
    assert.deepEqual([first.object.kind, first.object.rows[0].cells[0]], ['Table', 'a']);
    assert.equal(first.object.columnDefinitions[0].name, 'Name');
    assert.deepEqual([second.object.columnDefinitions, second.object.rows[0].cells[0]], [null, 'b']);
  });
});
