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

  it('without changes writes no endpoint', async () => {
    await node.restart();
    node.sync(...rules.toReversed(), client, local);
    await node.settle();
    assert.deepEqual(node.writes, []);
    assert.equal(node.enforcer.status().state, 'healthy');
    assert.deepEqual(node.lines('warn'), []);
  });

  it('while the API server is down changes no ACL, however long that lasts', async () => {
    const before = node.hns.policiesOf(server);
    await node.restart();
    await node.pass(3_600);
    assert.deepEqual(node.hns.calls, []);
    // A partial list does not start enforcement either.
    node.set(client);
    await node.pass(3_600);
    assert.deepEqual(node.hns.calls, []);
    assert.deepEqual(node.hns.policiesOf(server), before);
  });

  it('with a changed policy sends one Update without drift', async () => {
    await node.restart();
    node.sync(local, client, allow('p', 'server', 'client', 80, 81), rules[1]!);
    await node.settle();
    assert.deepEqual(node.writes, [server]);
    assert.deepEqual(node.lines('warn'), []);
  });

  it('after the deletion of every policy removes the ACLs of the agent', async () => {
    await node.restart();
    node.sync(local, client);
    await node.settle();
    assert.deepEqual(node.writes, [server]);
    assert.deepEqual(node.ours(server), []);
  });

  it('the stop removes no ACL, and no write follows it', async () => {
    const before = node.hns.policiesOf(server);
    await node.enforcer.stop(1_000);
    node.set(allow('p', 'server', 'client', 81));
    node.delete('policy', 'demo/q');
    await node.pass(3_600);
    assert.deepEqual(node.writes, []);
    assert.deepEqual(node.hns.policiesOf(server), before);
    assert.equal(node.enforcer.status().state, 'stopped');
  });

  it('the stop waits for a running Update and starts no other', async () => {
    const second = node.run('second', '10.224.0.73', { app: 'server' });
    node.hns.faults.plant({ on: 'HcnModifyEndpoint', id: second, delay: 2_000 });
    await node.pass(1);
    assert.deepEqual(node.writes, [second]);
    const stopped = node.enforcer.stop(10_000);
    await node.pass(2);
    await stopped;
    assert.notDeepEqual(node.ours(second), []);
  });

  it('the stop waits for a hung Update only as long as its grace period', async () => {
    const second = node.run('second', '10.224.0.73', { app: 'server' });
    node.hns.faults.plant({ on: 'HcnQueryEndpointProperties', id: second, hang: true });
    await node.pass(1);
    const stopped = node.enforcer.stop(5_000);
    await node.pass(5);
    await stopped;
    // The hung read returns late. Its Update must not follow.
    node.hns.faults.release();
    await node.pass(60);
    assert.deepEqual(node.writes, []);
  });
});
