import assert from 'node:assert/strict';
import { eventually } from '../../kube/watch/eventually.ts';
import { AgentOnCluster, closed } from './agent-on-cluster.ts';

describe('agent: a request that hangs before its headers', () => {
  let node: AgentOnCluster;
  beforeEach(async () => {
    node = await AgentOnCluster.create();
  });
  afterEach(() => node.end());

  it('the server accepts the request and its connection stays open, and open watches continue', async () => {
    const { faults } = node.server;
    const client = node.client();
    const events = await client.watch('/api/v1/nodes?resourceVersion=1');
    faults.hang();
    faults.forgetRequests();
    let isAnswered = false;
    const end = () => {
      isAnswered = true;
    };
    client.get('/api/v1/pods').then(end, end);
    await eventually(() => faults.requests.length === 1, 'the request');
    await node.pass(200);
    node.passVersions();
    assert.equal((await events.next())?.type, 'ADDED');
    assert.equal(isAnswered, false);
  });

  it('is given up after 20 s, and a change is in force soon after the network works again', async () => {
    await node.start();
    const { faults } = node.server;
    faults.hang();
    faults.dropWatches('cut');
    await node.disconnected();
    node.seed(closed('p'));
    faults.forgetRequests();
    await node.clock.tickAsync(400);
    await eventually(() => node.requests.length === 1 && faults.requests.length === 3, 'requests that hang');
    await node.clock.tickAsync(19_999);
    assert.deepEqual(
      node.watches.map(({ failures }) => failures),
      [1, 1, 1],
    );
    await node.clock.tickAsync(1);
    await node.waiting();
    assert.deepEqual(
      node.watches.map(({ lastError }) => lastError),
      Array(3).fill('no data received for 20 s'),
    );
    faults.clear();
    assert.equal(await node.resume(), 800);
    await node.settle();
    assert.equal(node.isOpen, false);
  });
});
