import assert from 'node:assert/strict';
import { AgentOnCluster, closed } from './agent-on-cluster.ts';
import { AGENT } from './clocked-cluster.ts';

const QUIET = ['/api/v1/pods', '/api/v1/namespaces', '/apis/networking.k8s.io/v1/networkpolicies'];
const MISSING = /^pods is forbidden: .* RBAC: .*clusterrole\.rbac\.authorization\.k8s\.io "hns-policy-agent" not found/;

describe('agent: a restart of the API server', () => {
  let node: AgentOnCluster;
  beforeEach(async () => {
    node = await AgentOnCluster.create();
  });
  afterEach(() => node.end());

  describe('the server', () => {
    it('breaks its watches, and gives 410 to a watch of each kind without a change since', async () => {
      const { faults, store } = node.server;
      const before = await node.client().watch(QUIET[0]!);
      await before.take(2);
      const last = store.revision;
      node.passVersions();
      faults.restart();
      assert.deepEqual([await before.next(), before.cut], [undefined, true]);
      const client = node.client();
      for (const path of QUIET) {
        const events = await client.watch(`${path}?resourceVersion=${last}`);
        const [{ type, object }] = (await events.take(1)) as [{ type: string; object: { code: number; reason: string } }];
        assert.deepEqual([type, object.code, object.reason, await events.next()], ['ERROR', 410, 'Expired', undefined]);
      }
    });

    it('keeps its watch caches when etcd is compacted', async () => {
      const { store } = node.server;
      const last = store.revision;
      node.passVersions();
      node.server.faults.compact();
      const events = await node.client().watch(`${QUIET[2]}?resourceVersion=${last}`);
      node.seed(closed('p'));
      assert.deepEqual(await events.summary(1), ['ADDED p']);
    });

    it('forbids everything until it has read the roles, and limits requests in plain text', async () => {
      const agent = node.client(AGENT);
      node.roles.isFilled = false;
      const { status, body } = await agent.get('/api/v1/pods');
      assert.equal(status, 403);
      assert.match(body.message, MISSING);
      node.roles.isFilled = true;
      node.server.faults.inject({ status: 429, retryAfter: 1 });
      const { status: limited, headers, body: text } = await agent.get('/api/v1/pods');
      assert.deepEqual(
        [limited, headers['content-type'], headers['retry-after'], text],
        [429, 'text/plain; charset=utf-8', '1', 'Too many requests, please try again later.\n'],
      );
      assert.equal((await agent.get('/api/v1/pods')).status, 200);
    });
  });

  it('costs one list of each kind and no failure, and changes during the outage are in force within a second', async () => {
    await node.start();
    const { faults } = node.server;
    node.passVersions();
    faults.goAway();
    await node.disconnected();
    node.seed(closed('p'));
    node.passVersions();
    faults.forgetRequests();
    faults.restart();
    const milliseconds = await node.resume();
    await node.settle();
    assert.equal(node.isOpen, false);
    assert.ok(milliseconds < 1_000, `${milliseconds} ms`);
    assert.deepEqual(
      [node.requests, node.podRequests],
      [
        ['check', 'watch', 'stream'],
        ['check', 'watch', 'stream'],
      ],
    );
    assert.deepEqual(
      node.watches.map(({ failures }) => failures),
      [0, 0, 0],
    );
    // One warning, about the broken connection.
    for (const kind of ['pod', 'namespace', 'policy'] as const) {
      assert.equal(node.log.lines(kind).filter(line => line.startsWith('warn')).length, 1);
      assert.ok(node.log.lines(kind).includes('info listing again'));
    }
  });

  it('ends the back-off of the other kinds when one kind is accepted', async () => {
    const { faults } = node.server;
    faults.inject({ status: 503, times: Number.POSITIVE_INFINITY, when: ({ resource }) => resource === 'networkpolicies' });
    node.launch();
    await node.waiting();
    while (node.log.waitOf('policy') < 12_800) {
      await node.clock.tickAsync(node.log.waitOf('policy'));
      await node.waiting();
    }
    node.seed(closed('p'));
    faults.clear();
    faults.restart();
    await node.disconnected();
    const milliseconds = await node.resume();
    assert.ok(milliseconds < 1_000, `${milliseconds} ms`);
    await node.settle();
    assert.equal(node.isOpen, false);
  });

  it('counts a 410 as a failure if no event or bookmark has arrived since the last one', async () => {
    await node.start();
    const { faults } = node.server;
    const restart = async () => {
      node.passVersions();
      faults.restart();
      await node.disconnected();
      node.log.forget();
      await node.resume();
    };
    await restart();
    const unknown = (line: string) => line.includes('too old resource version');
    assert.deepEqual(node.log.lines('pod').filter(unknown), []);
    await restart();
    assert.equal(node.log.lines('pod').filter(unknown).length, 1);
    await node.change('pod', () => {
      node.passVersions();
      faults.sendBookmarks();
    });
    await restart();
    assert.deepEqual(node.log.lines('pod').filter(unknown), []);
  });

  it('is reported as a starting server while it forbids everything', async () => {
    await node.start();
    const { faults } = node.server;
    faults.goAway();
    await node.disconnected();
    node.log.forget();
    node.roles.isFilled = false;
    faults.restart();
    for (const _ of [1, 2]) {
      await node.waiting();
      await node.clock.tickAsync(400);
    }
    await node.waiting();
    node.roles.isFilled = true;
    await node.resume();
    for (const kind of ['pod', 'namespace', 'policy'] as const) {
      assert.ok(node.log.lines(kind).some(line => line.includes('the API server is still starting')));
      assert.deepEqual(
        node.log.lines(kind).filter(line => line.startsWith('warn watch failed 403')),
        [],
      );
    }
  });

  it('that limits requests is obeyed, and its plain text is the error', async () => {
    await node.start();
    const { faults } = node.server;
    faults.inject({ status: 429, retryAfter: 7, when: ({ resource }) => resource === 'networkpolicies' });
    faults.dropWatches('cut');
    await node.disconnected();
    faults.forgetRequests();
    // 0.4 s after the broken connection, then Retry-After and 0.8 s.
    assert.equal(await node.resume(), 400 + 7_800);
    assert.deepEqual(node.requests, ['check', 'check', 'watch']);
    assert.ok(node.log.lines('policy').includes('warn watch failed HTTP 429: Too many requests, please try again later.'));
  });
});
