import assert from 'node:assert/strict';
import { FOREIGN } from '../foreign.ts';
import { NodeUnderTest } from '../node-under-test.ts';
import { allow, NODE_ADDRESS, pod, policy } from '../objects.ts';

const SERVER = '10.224.0.72';
const SECOND = '10.224.0.73';
const BYSTANDER = '10.224.0.74';
const CLIENT = '10.224.9.5';
const OTHER = '10.224.9.6';

const client = pod('client', CLIENT, { app: 'client' }, { node: 'linux1' });
const other = pod('other', OTHER, {}, { node: 'linux1' });

describe('agent: a change of policies', () => {
  let node: NodeUnderTest;
  let server: string;
  let second: string;

  beforeEach(() => {
    node = new NodeUnderTest();
    server = node.run('server', SERVER, { app: 'server' });
    second = node.run('second', SECOND, { app: 'server' });
    node.run('bystander', BYSTANDER);
  });
  afterEach(() => node.end());

  it('does not call HNS before the cluster has been listed', async () => {
    node.set(allow('p', 'server', 'client', 80));
    await node.pass(600);
    assert.deepEqual(node.work, []);
    assert.equal(node.enforcer.status().state, 'syncing');
    assert.equal(node.enforcer.status().ready, false);
  });

  it('applies a policy with one Update per endpoint, and removes it with one', async () => {
    node.sync(client, other);
    await node.settle();
    assert.deepEqual(node.writes, []);

    node.set(allow('p', 'server', 'client', 80));
    await node.settle();
    assert.deepEqual(node.writes.toSorted(), [server, second].sort());
    assert.equal(node.allows(CLIENT, SERVER, 80), true);
    assert.equal(node.allows(CLIENT, SERVER, 81), false);
    assert.equal(node.allows(OTHER, SERVER, 80), false);
    assert.equal(node.allows(NODE_ADDRESS, SERVER, 4711), true);

    node.hns.forgetCalls();
    node.delete('policy', 'demo/p');
    await node.settle();
    assert.deepEqual(node.writes.toSorted(), [server, second].sort());
    assert.deepEqual(node.hns.policiesOf(server), FOREIGN);
    assert.equal(node.allows(OTHER, SERVER, 81), true);
  });

  it('applies an edited policy with one Update per affected endpoint and without a gap', async () => {
    node.sync(client, other, allow('p', 'server', 'client', 80), allow('q', 'nobody', 'client', 80));
    await node.settle();
    node.hns.forgetCalls();
    // The checker asserts that port 80 of the client never closes, and that no flow opens that neither version allows.
    node.set(allow('p', 'server', 'client', 80, 81));
    await node.settle();
    assert.deepEqual(node.writes.toSorted(), [server, second].sort());
    assert.equal(node.allows(CLIENT, SERVER, 81), true);

    node.hns.forgetCalls();
    node.set(
      policy('p', { podSelector: { matchLabels: { app: 'server' } }, policyTypes: ['Egress'], egress: [{ to: [{ podSelector: {} }] }] }),
    );
    await node.settle();
    assert.deepEqual(node.writes.toSorted(), [server, second].sort());
    assert.equal(node.allows(OTHER, SERVER, 80), true);
    assert.equal(node.allows(SERVER, '203.0.113.9', 80), false);
  });

  it('applies simultaneous changes with one Update', async () => {
    node.sync(client, other);
    await node.settle();
    for (const port of [80, 81, 82]) node.set(allow(`p${port}`, 'server', 'client', port));
    await node.settle();
    assert.equal(node.writes.length, 2);
  });

  it('makes no HNS call for a change that does not affect this node', async () => {
    node.sync(client, other, allow('p', 'server', 'client', 80));
    await node.settle();
    node.hns.forgetCalls();
    node.set(allow('elsewhere', 'nobody', 'client', 80));
    node.set(pod('stranger', '10.224.9.7', { app: 'stranger' }, { node: 'linux1' }));
    await node.settle();
    assert.deepEqual(node.work, []);
  });

  it('ignores an event without a change', async () => {
    node.sync(client, other, allow('p', 'server', 'client', 80));
    await node.settle();
    node.hns.forgetCalls();
    const log = node.log.length;
    node.set(structuredClone(client), allow('p', 'server', 'client', 80));
    await node.pass(1);
    assert.deepEqual(node.work, []);
    assert.equal(node.log.length, log);
  });

  it('allows or blocks a pod that gets or loses the label of a peer', async () => {
    node.sync(client, other, allow('p', 'server', 'client', 80));
    await node.settle();
    node.set({ ...other, labels: { app: 'client' } });
    await node.settle();
    assert.equal(node.allows(OTHER, SERVER, 80), true);
    node.set({ ...client, labels: {} });
    await node.settle();
    assert.equal(node.allows(CLIENT, SERVER, 80), false);
  });

  it('removes the earlier version of a policy that is fully rejected', async () => {
    await node.end();
    node = new NodeUnderTest({}, { onUnsupported: 'reject-policy' });
    server = node.run('server', SERVER, { app: 'server' });
    node.sync(client, other, allow('p', 'server', 'client', 80));
    await node.settle();
    assert.equal(node.allows(OTHER, SERVER, 80), false);
    node.set(policy('p', { podSelector: { matchLabels: { app: 'server' } }, ingress: [{ ports: [{ port: 'http' }] }] }));
    await node.settle();
    assert.deepEqual(node.ours(server), []);
    assert.equal(node.allows(OTHER, SERVER, 80), true);
    assert.deepEqual([...node.enforcer.state.keys('policy')], ['demo/p']);
  });

  it('closes and reports a pod that needs too many ACLs', async () => {
    await node.end();
    node = new NodeUnderTest({}, { maxAcls: 16 });
    node.run('server', SERVER, { app: 'server' });
    // Neither the ports nor the clients can be merged, so each pair needs an ACL.
    const clients = Array.from({ length: 20 }, (_, index) =>
      pod(`c${index}`, `10.224.9.${2 * index}`, { app: `c${index}` }, { node: 'linux1' }),
    );
    node.sync(...clients, ...clients.map((_, index) => allow(`p${index}`, 'server', `c${index}`, 1000 + 2 * index)));
    await node.settle();
    assert.equal(node.allows('10.224.9.0', SERVER, 1000), false);
    assert.equal(node.allows(NODE_ADDRESS, SERVER, 1000), true);
    assert.equal(node.enforcer.status().state, 'degraded');
    assert.deepEqual(
      node.log.filter(({ level }) => level === 'error').map(({ message, pod: of }) => [message, of]),
      [['pod not enforced as written', 'demo/server']],
    );
  });

  it('logs one line per update', async () => {
    node.sync(client, other, allow('p', 'server', 'client', 80));
    await node.settle();
    assert.deepEqual(
      node.log
        .filter(({ message }) => message === 'endpoint updated')
        .map(({ pod: of, endpoint, aclsBefore, policies }) => [of, endpoint, aclsBefore, policies]),
      [
        ['demo/server', server, 0, 'demo/p'],
        ['demo/second', second, 0, 'demo/p'],
      ].sort((a, b) => (a[1]! < b[1]! ? -1 : 1)),
    );
  });

  it('logs no line without a change, however often HNS is read', async () => {
    node.sync(
      client,
      other,
      allow('p', 'server', 'client', 80),
      policy('none', { podSelector: {}, ingress: [{ ports: [{ port: 'http' }] }] }),
    );
    await node.settle();
    // A permanent problem is not logged again.
    node.set(pod('lost', '10.224.0.99', { app: 'server' }));
    await node.pass(180);
    const lines = node.log.length;
    node.hns.forgetCalls();
    for (let minute = 0; minute < 60; minute++) {
      // Events that do not affect this node.
      node.set(pod('far', '10.224.9.9', { minute: String(minute) }, { node: 'linux1' }));
      await node.pass(60);
    }
    assert.deepEqual(node.log.slice(lines), []);
    assert.ok(node.hns.calls.filter(({ name }) => name === 'HcnEnumerateNetworks').length >= 120, 'HNS was read');
    assert.deepEqual(node.writes, []);
  });

  it('reports the counts as metrics', async () => {
    node.sync(client, other, allow('p', 'server', 'client', 80));
    await node.settle();
    assert.equal(await node.metric('local_endpoints'), 3);
    assert.equal(await node.metric('policies'), 1);
    for (const name of ['desired_acls', 'actual_acls']) assert.equal(await node.metric(name), node.ours(server).length * 2);
    assert.equal(await node.metric('endpoint_updates_total', { result: 'updated' }), 2);
    assert.equal(await node.metric('hns_calls_total', { function: 'HcnModifyEndpoint', result: 'ok' }), 2);
    assert.equal(await node.metric('healthy'), 1);
    assert.equal(await node.metric('in_sync'), 1);
    node.delete('policy', 'demo/p');
    await node.settle();
    for (const name of ['desired_acls', 'actual_acls']) assert.equal(await node.metric(name), 0);
    assert.equal(await node.metric('policies'), 0);
  });
});
