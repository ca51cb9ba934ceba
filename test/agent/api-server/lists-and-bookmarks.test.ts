import assert from 'node:assert/strict';
import { eventually } from '../../kube/watch/eventually.ts';
import { pod } from '../../simulator/kube/objects.ts';
import { AgentOnCluster } from './agent-on-cluster.ts';

const STREAM = 'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
const GZIP = { headers: { 'accept-encoding': 'gzip' } };
const PODS = 300;
const KINDS = ['pod', 'namespace', 'policy'] as const;

describe('agent: lists and bookmarks', () => {
  let node: AgentOnCluster;
  beforeEach(async () => {
    node = await AgentOnCluster.create();
  });
  afterEach(() => node.end());

  const seedPods = () => node.seed(...Array.from({ length: PODS }, (_, i) => pod(`p${i}`, { spec: { nodeName: 'linux1' } })));

  describe('the server', () => {
    it('compresses a long list, and never a stream', async () => {
      seedPods();
      const client = node.client();
      const page = await client.bytes('/api/v1/pods?limit=250', GZIP);
      assert.equal(page.headers['content-encoding'], 'gzip');
      const plain = await client.bytes('/api/v1/pods?limit=250');
      assert.ok(page.bytes.length * 8 < plain.bytes.length);
      const stream = client.bytes(`/api/v1/pods?watch=true&${STREAM}&timeoutSeconds=1`, GZIP);
      await eventually(() => node.server.faults.watches === 1, 'the stream');
      await node.pass(1);
      const { headers, bytes } = await stream;
      assert.deepEqual([headers['content-encoding'], bytes.length > plain.bytes.length], [undefined, true]);
    });

    it('sends a bookmark each minute to a watch with an earlier version, and none without news', async () => {
      const client = node.client();
      const from = node.server.store.revision;
      const events = await client.watch(`/api/v1/pods?allowWatchBookmarks=true&resourceVersion=${from}&timeoutSeconds=150`);
      await node.pass(60);
      node.passVersions();
      await node.pass(60);
      const [{ type, object }] = (await events.take(1)) as [{ type: string; object: { metadata: { resourceVersion: string } } }];
      assert.deepEqual([type, object.metadata.resourceVersion], ['BOOKMARK', String(node.server.store.revision)]);
    });
  });

  it('a list by pages is compressed, and streams are tried again ten minutes after the server did not offer one', async () => {
    seedPods();
    const { faults } = node.server;
    faults.streamingLists = 'refused';
    const before = node.server.bytesSent;
    await node.start();
    const sent = node.server.bytesSent - before;
    const listed = JSON.stringify(node.server.store.list('pods')).length;
    assert.ok(sent * 4 < listed, `${sent} bytes for ${listed}`);
    assert.deepEqual(node.podRequests, ['stream', 'list', 'list', 'watch']);

    faults.streamingLists = 'served';
    const listAgain = async () => {
      // A watch may have reached its timeout.
      await node.resume();
      node.passVersions();
      faults.sendBookmarks();
      for (const kind of KINDS) await node.received(kind);
      faults.forgetRequests();
      faults.dropWatches('gone');
      await node.disconnected();
      await node.resume();
    };
    await node.pass(1);
    await listAgain();
    assert.deepEqual(node.podRequests, ['list', 'list', 'watch']);
    for (let minute = 0; minute < 10; minute++) {
      node.passVersions();
      await node.passMinute();
    }
    await listAgain();
    assert.deepEqual(node.podRequests, ['stream']);
  });

  it('a bookmark is the version of the next watch, so that a restart without other changes costs no list', async () => {
    await node.start();
    const { faults } = node.server;
    node.passVersions();
    await node.passMinute();
    faults.forgetRequests();
    faults.restart();
    await node.disconnected();
    await node.resume();
    assert.deepEqual(
      [node.requests, node.podRequests],
      [
        ['check', 'watch'],
        ['check', 'watch'],
      ],
    );
  });

  it('silence is followed by a check, the second time in a row by a list, at most every ten minutes', async () => {
    await node.start();
    const { faults } = node.server;
    const seen: string[] = [];
    // Without news there is no bookmark.
    for (let count = 1; count <= 8; count++) {
      faults.forgetRequests();
      await node.pass(150);
      await node.disconnected();
      await node.resume();
      seen.push(node.requests.join(' '));
    }
    const resumed = 'check watch';
    assert.deepEqual(seen, [resumed, 'stream', resumed, resumed, resumed, 'stream', resumed, resumed]);
  });
});
