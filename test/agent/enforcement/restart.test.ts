import assert from 'node:assert/strict';
import { NodeUnderTest } from '../node-under-test.ts';
import { allow, pod } from '../objects.ts';

const SERVER = '10.224.0.72';
const CLIENT = '10.224.9.5';

const local = pod('server', SERVER, { app: 'server' });
const client = pod('client', CLIENT, { app: 'client' }, { node: 'linux1' });
const rules = [allow('p', 'server', 'client', 80), allow('q', 'server', 'monitor', 9100)];

describe('agent: a restart of the agent', () => {
  let node: NodeUnderTest;
  let server: string;

  beforeEach(async () => {
    node = new NodeUnderTest();
    server = node.endpoint(SERVER);
    node.sync(local, client, ...rules);
    await node.settle();
    node.hns.forgetCalls();
  });
  afterEach(() => node.end());

  it('with nothing changed writes nothing', async () => {
    await node.restart();
    node.sync(...rules.toReversed(), client, local);
    await node.settle();
    assert.deepEqual(node.writes, []);
    assert.equal(node.enforcer.status().state, 'healthy');
    assert.deepEqual(node.lines('warn'), []);
  });

  it('while the API server is away changes nothing, however long that lasts', async () => {
    const before = node.hns.policiesOf(server);
    await node.restart();
    await node.pass(3_600);
    assert.deepEqual(node.hns.calls, []);
    // Half of the cluster is not the cluster either.
    node.set(client);
    await node.pass(3_600);
    assert.deepEqual(node.hns.calls, []);
    assert.deepEqual(node.hns.policiesOf(server), before);
  });

  it('with a policy changed meanwhile is one Update, and no drift', async () => {
    await node.restart();
    node.sync(local, client, allow('p', 'server', 'client', 80, 81), rules[1]!);
    await node.settle();
    assert.deepEqual(node.writes, [server]);
    assert.deepEqual(node.lines('warn'), []);
  });

  it('with every policy deleted meanwhile removes what the agent had written', async () => {
    await node.restart();
    node.sync(local, client);
    await node.settle();
    assert.deepEqual(node.writes, [server]);
    assert.deepEqual(node.ours(server), []);
  });

  it('the stop removes nothing, and nothing is written after it', async () => {
    const before = node.hns.policiesOf(server);
    await node.enforcer.stop(1_000);
    node.set(allow('p', 'server', 'client', 81));
    node.delete('policy', 'demo/q');
    await node.pass(3_600);
    assert.deepEqual(node.writes, []);
    assert.deepEqual(node.hns.policiesOf(server), before);
    assert.equal(node.enforcer.status().state, 'stopped');
  });

  it('the stop lets an Update that is on its way finish, but begins no other', async () => {
    const second = node.run('second', '10.224.0.73', { app: 'server' });
    node.hns.faults.plant({ on: 'HcnModifyEndpoint', id: second, delay: 2_000 });
    await node.pass(1);
    assert.deepEqual(node.writes, [second]);
    const stopped = node.enforcer.stop(10_000);
    await node.pass(2);
    await stopped;
    assert.notDeepEqual(node.ours(second), []);
  });

  it('the stop waits for an Update that does not end no longer than its grace', async () => {
    const second = node.run('second', '10.224.0.73', { app: 'server' });
    node.hns.faults.plant({ on: 'HcnQueryEndpointProperties', id: second, hang: true });
    await node.pass(1);
    const stopped = node.enforcer.stop(5_000);
    await node.pass(5);
    await stopped;
    // The read before the Update comes back after all: the Update must not follow.
    node.hns.faults.release();
    await node.pass(60);
    assert.deepEqual(node.writes, []);
  });
});
