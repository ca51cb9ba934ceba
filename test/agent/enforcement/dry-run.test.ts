import assert from 'node:assert/strict';
import { leaveAzureNpmAcls, npmAcls } from '../azure-npm-leftovers.ts';
import { FOREIGN } from '../foreign.ts';
import { NodeUnderTest } from '../node-under-test.ts';
import { allow, NODE_ADDRESS, pod, policy } from '../objects.ts';

const SERVER = '10.224.0.72';
const SECOND = '10.224.0.73';
const CLIENT = '10.224.9.5';
const RESYNC_S = 31;

const client = pod('client', CLIENT, { app: 'client' }, { node: 'linux1' });

/** The transport of these nodes allows writes, so the tests show that the enforcement requests none. */
describe('agent: a dry run', () => {
  let node: NodeUnderTest;
  let server: string;

  beforeEach(() => {
    node = new NodeUnderTest({}, { dryRun: true });
    server = node.run('server', SERVER, { app: 'server' });
    node.run('second', SECOND);
  });
  afterEach(async () => {
    await node.end();
    assert.deepEqual(node.writes, []);
  });

  const due = () =>
    node.log
      .filter(({ message }) => message === 'endpoint would be updated')
      .map(({ level: _, message: __, endpoint: ___, ...fields }) => fields);

  it('computes, logs and shows pending updates, and does not write', async () => {
    node.sync(client, allow('p', 'server', 'client', 80));
    await node.pass(300);
    assert.deepEqual(node.hns.policiesOf(server), FOREIGN);
    assert.deepEqual(due(), [{ pod: 'demo/server', aclsBefore: 0, acls: 7, policies: 'demo/p' }]);
    const { state, ready, dryRun, endpoints, failingEndpoints, pendingUpdates } = node.enforcer.status();
    assert.deepEqual(
      { state, ready, dryRun, endpoints, failingEndpoints, pendingUpdates },
      { state: 'dry-run', ready: true, dryRun: true, endpoints: 2, failingEndpoints: 0, pendingUpdates: 1 },
    );
    const metrics = ['dry_run', 'pending_updates', 'desired_acls', 'actual_acls', 'failing_endpoints', 'healthy'];
    assert.deepEqual(await Promise.all(metrics.map(name => node.metric(name))), [1, 1, 7, 0, 0, 0]);
    assert.deepEqual(node.recorded, []);
  });

  it('logs each change once, also one with equal numbers, and does not log without a change', async () => {
    node.sync(client, allow('p', 'server', 'client', 80));
    await node.pass(RESYNC_S);
    node.set(allow('p', 'server', 'client', 81));
    await node.pass(RESYNC_S);
    assert.equal(due().length, 2);
    const lines = node.log.length;
    await node.pass(20 * RESYNC_S);
    assert.equal(node.log.length, lines);
    node.delete('policy', 'demo/p');
    await node.pass(RESYNC_S);
    assert.equal(node.enforcer.status().pendingUpdates, 0);
    node.set(allow('p', 'server', 'client', 81));
    await node.pass(RESYNC_S);
    assert.equal(due().length, 3);
  });

  it('reports rejections with Events, because a dry run is an audit', async () => {
    node.sync(client, policy('p', { podSelector: {}, ingress: [{ ports: [{ port: 'http' }] }] }));
    await node.pass(1);
    assert.deepEqual(
      node.recorded.map(({ reason, regarding }) => [reason, regarding.name]),
      [['UnsupportedOnWindows', 'p']],
    );
    assert.equal(await node.metric('rejected_policies', { code: 'unsupported-named-port' }), 1);
  });

  it('counts endpoints to take over, also while Azure NPM runs', async () => {
    leaveAzureNpmAcls(
      node.hns,
      server,
      npmAcls(pod('server', SERVER, { app: 'server' }), NODE_ADDRESS, [allow('p', 'server', 'client', 80)]),
    );
    const npm = pod('azure-npm-win-x', NODE_ADDRESS, { 'k8s-app': 'azure-npm' }, { namespace: 'kube-system', hostNetwork: true });
    node.sync(client, npm);
    await node.pass(RESYNC_S);
    assert.deepEqual(due(), [{ pod: 'demo/server', aclsBefore: 0, acls: 0, policies: '', from: 'azure-npm' }]);
    assert.equal(node.enforcer.status().state, 'dry-run');
    assert.equal(await node.metric('takeover_waiting'), 1);
  });

  it('keeps ACLs of an earlier enforcing agent, even if they are no longer desired', async () => {
    await node.end();
    node = new NodeUnderTest();
    server = node.run('server', SERVER, { app: 'server' });
    node.sync(client, allow('p', 'server', 'client', 80));
    await node.settle();
    const inForce = node.hns.policiesOf(server);
    await node.restart({ dryRun: true });
    node.hns.forgetCalls();
    node.sync(pod('server', SERVER, { app: 'server' }), client);
    await node.pass(300);
    assert.deepEqual(node.hns.policiesOf(server), inForce);
    assert.equal(node.enforcer.status().pendingUpdates, 1);
  });

  it('is unhealthy if HNS cannot be read, and retries', async () => {
    node.hns.stop();
    node.sync(client);
    await node.pass(10);
    assert.deepEqual(
      [node.enforcer.status().state, node.enforcer.status().dryRun, node.enforcer.status().ready],
      ['unhealthy', true, false],
    );
    node.hns.start();
    await node.pass(60);
    assert.deepEqual([node.enforcer.status().state, node.enforcer.status().ready], ['dry-run', true]);
  });
});
