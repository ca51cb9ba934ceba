import assert from 'node:assert/strict';
import { eventually } from '../../kube/watch/eventually.ts';
import { AgentOnCluster, closed } from './agent-on-cluster.ts';

describe('agent: watches that end', () => {
  let node: AgentOnCluster;
  beforeEach(async () => {
    node = await AgentOnCluster.create();
  });
  afterEach(() => node.end());

  describe('the server', () => {
    it('ends a watch without an error, after its first bookmark, at its timeout or at its shutdown', async () => {
      const { faults, store } = node.server;
      const client = node.client();
      const path = `/api/v1/pods?allowWatchBookmarks=true&resourceVersion=${store.revision}`;
      const atShutdown = await client.watch(path);
      const atTimeout = await client.watch(`${path}&timeoutSeconds=1`);
      await node.pass(1);
      faults.dropWatches('end');
      for (const events of [atTimeout, atShutdown]) assert.deepEqual([await events.next(), events.cut], [undefined, false]);
      faults.endsWatches = true;
      const atOnce = await client.watch(path);
      assert.deepEqual(await atOnce.summary(1), ['BOOKMARK']);
      assert.deepEqual([await atOnce.next(), atOnce.cut], [undefined, false]);
    });
  });

  it('are repeated with back-off if the server ends each one after a bookmark', async () => {
    await node.start();
    const { faults } = node.server;
    await node.pass(10);
    faults.endsWatches = true;
    faults.dropWatches('end');
    faults.forgetRequests();
    const watches = () => node.requests.filter(request => request === 'watch').length;
    // At 0, 0.4, 1.2, 2.8 and 6 s.
    const client = node.client();
    for (const [count, wait] of [0, 400, 800, 1_600, 3_200].entries()) {
      await node.clock.tickAsync(wait);
      await eventually(() => watches() > count && node.watches.every(({ connected }) => !connected), `watch ${count + 1}`);
      // An agent without back-off sends more while the clock stands still.
      for (let i = 0; i < 10; i++) await client.get('/api/v1/nodes');
      assert.equal(watches(), count + 1);
    }
    assert.deepEqual(node.log.lines('policy'), ['info listed']);
  });

  it('are checked at a shutdown and continue without a wait', async () => {
    await node.start();
    const { faults } = node.server;
    await node.pass(10);
    faults.forgetRequests();
    faults.dropWatches('end');
    await eventually(() => faults.watches === 3, 'new watches');
    assert.deepEqual([node.requests, node.log.lines('policy')], [['check', 'watch'], ['info listed']]);
    await node.change('policy', () => node.seed(closed('p')));
    assert.equal(node.isOpen, false);
  });

  it('again and again without an event are one warning, and the watch works again with its next event', async () => {
    await node.start();
    const { faults } = node.server;
    for (let count = 1; count <= 4; count++) {
      await node.pass(60);
      faults.dropWatches('cut');
      await node.disconnected();
      await node.resume();
      assert.equal(node.watch('policy').failures, count);
    }
    await node.change('policy', () => node.seed(closed('p')));
    assert.equal(node.watch('policy').failures, 0);
    const broken = /^warn watch failed .*(ECONNRESET|aborted|socket hang up)/;
    assert.deepEqual(
      node.log.lines('policy').map(line => line.replace(broken, 'warn broken')),
      ['info listed', 'warn broken', 'info watch works again'],
    );
  });
});
