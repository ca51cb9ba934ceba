import assert from 'node:assert/strict';
import { AgentOnCluster, closed } from './agent-on-cluster.ts';

describe('agent: its state without contact with the API server', () => {
  let node: AgentOnCluster;
  beforeEach(async () => {
    node = await AgentOnCluster.create();
  });
  afterEach(() => node.end());

  for (const [title, begin, end, error] of [
    ['a server that is away', () => node.server.faults.goAway(), () => node.server.faults.comeBack(), /ECONNRESET|socket/],
    [
      'a server that lists but does not watch',
      () => {
        node.server.faults.inject({ status: 403, times: Number.POSITIVE_INFINITY, when: ({ verb }) => verb === 'watch' });
        node.server.faults.dropWatches();
      },
      () => node.server.faults.clear(),
      /403/,
    ],
  ] as const) {
    it(`becomes disconnected after a minute without ${title}, and enforcement stays as it is`, async () => {
      node.seed(closed('p'));
      const client = node.client();
      assert.equal((await client.get('/api/v1/pods')).status, 200);
      begin();
      await assert.rejects(client.watch('/api/v1/pods'), error);
      end();

      await node.start();
      const since = Date.now();
      begin();
      await node.disconnected();
      const shown = () => [node.agent.status().state, node.agent.statusDocument().state];
      // Each attempt is answered before the clock goes on.
      const passUntil = async (time: number) => {
        while (Date.now() < time) {
          await node.clock.tickAsync(Math.min(400, time - Date.now()));
          await node.waiting();
        }
      };
      await passUntil(since + 59_999);
      assert.deepEqual(shown(), ['healthy', 'healthy']);
      await passUntil(since + 60_000);
      assert.deepEqual(shown(), ['disconnected', 'disconnected']);
      assert.equal(node.isOpen, false);
      end();
      await node.resume();
      await node.settle();
      assert.deepEqual(shown(), ['healthy', 'healthy']);
      assert.equal(node.isOpen, false);
    });
  }
});
