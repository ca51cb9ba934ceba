import assert from 'node:assert/strict';
import type { Hresult } from '../../../src/simulator/hns/hresult.ts';
import { NodeUnderTest } from '../node-under-test.ts';
import { allow, NODE_ADDRESS, pod, policy } from '../objects.ts';

const SERVER = '10.224.0.72';
const CLIENT = '10.224.9.5';
const OTHER = '10.224.9.6';
const BLOCK_OF_RULES = '172.16.4.1';
const LIMIT = 100;

const local = pod('server', SERVER, { app: 'server' });
const peers = [pod('client', CLIENT, { app: 'client' }, { node: 'linux1' }), pod('other', OTHER, {}, { node: 'linux1' })];
const rules = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    from: [{ ipBlock: { cidr: `172.16.${index * 2}.0/24` } }],
    ports: [{ port: 1000 + index }],
  }));
/** A policy of this many rules, each of which needs an ACL. */
const long = (count: number) =>
  policy('long', { podSelector: { matchLabels: { app: 'server' } }, policyTypes: ['Ingress'], ingress: rules(count) });
const longBothWays = policy('long', {
  podSelector: { matchLabels: { app: 'server' } },
  policyTypes: ['Ingress', 'Egress'],
  ingress: rules(120),
});

describe('agent: HNS rejects the ACLs of an endpoint for good', () => {
  let node: NodeUnderTest;

  /** HNS accepts fewer ACLs than a long policy needs. */
  beforeEach(() => {
    node = new NodeUnderTest({}, {}, 'all', { limits: { aclsPerEndpoint: LIMIT } });
  });
  afterEach(() => node.end());

  const reasons = () => node.enforcer.detail().pods.flatMap(({ issues }) => issues.map(({ code, message }) => `${code}: ${message}`));
  const closed = () => node.metric('closed_endpoints', { reason: 'rejected' });

  it('a new pod is closed at once in the isolated direction, and reported', async () => {
    node.sync(...peers, long(120));
    await node.settle();
    const endpoint = node.run('server', SERVER, { app: 'server' });
    await node.pass(2);
    assert.deepEqual([node.allows(BLOCK_OF_RULES, SERVER, 1002), node.allows(OTHER, SERVER, 22)], [false, false]);
    assert.deepEqual([node.allows(NODE_ADDRESS, SERVER, 80), node.allows(SERVER, OTHER, 80)], [true, true]);
    assert.notDeepEqual(node.ours(endpoint), []);
    const { state, failingEndpoints, ready } = node.enforcer.status();
    assert.deepEqual({ state, failingEndpoints, ready }, { state: 'degraded', failingEndpoints: 1, ready: true });
    assert.match(reasons().join(), /^acls-rejected: HNS rejects the ACLs of this pod \(HCN_E_INVALID_POLICY\)\. The pod is closed/);
    assert.deepEqual(node.lines('error').toSorted(), ['endpoint not updated', 'pod not enforced as written']);
    assert.deepEqual([await closed(), await node.metric('failing_endpoints')], [1, 1]);
    const { values } = await node.telemetry.timeToProtect.get();
    assert.equal(values.find(({ metricName }) => metricName?.endsWith('_count'))?.value, 1);
    await node.pass(180);
    const [event, ...others] = node.recorded;
    assert.deepEqual([event?.reason, event?.regarding.name, others], ['AclsNotApplied', 'server', []]);
    assert.match(event!.note, /HCN_E_INVALID_POLICY.*The pod is closed in the directions that NetworkPolicies isolate\./s);
  });

  it('the desired ACLs are tried again with back-off, and the closed list is written once', async () => {
    node.sync(...peers, long(120));
    const endpoint = node.run('server', SERVER, { app: 'server' });
    await node.pass(2);
    const held = node.hns.policiesOf(endpoint);
    await node.pass(598);
    for (let minute = 0; minute < 10; minute++) {
      node.hns.forgetCalls();
      await node.pass(60);
      assert.ok(node.writes.length >= 1 && node.writes.length <= 2, `${node.writes.length} Updates in minute ${minute}`);
    }
    assert.deepEqual(node.hns.policiesOf(endpoint), held);
    assert.equal(await closed(), 1);
  });

  it('a shorter policy is enforced at once, and the report ends', async () => {
    node.sync(...peers, long(120));
    node.run('server', SERVER, { app: 'server' });
    await node.pass(600);
    node.set(long(40));
    await node.settle();
    assert.deepEqual([node.allows(BLOCK_OF_RULES, SERVER, 1002), node.allows(OTHER, SERVER, 22)], [true, false]);
    assert.deepEqual([node.enforcer.status().state, reasons(), await closed()], ['healthy', [], 0]);
    assert.ok(node.lines('info').includes('pod issues resolved'));
    assert.equal(node.recorded.at(-1)?.reason, 'AclsApplied');
    assert.equal(await node.metric('drift_repaired_total'), 0);
  });

  it('the earlier list stays if it allows nothing that the policies deny', async () => {
    const endpoint = node.run('server', SERVER, { app: 'server' });
    node.sync(...peers, long(40));
    await node.settle();
    const before = node.hns.policiesOf(endpoint);
    node.hns.forgetCalls();
    node.set(long(120));
    await node.pass(30);
    assert.deepEqual(node.hns.policiesOf(endpoint), before);
    assert.deepEqual([node.allows(BLOCK_OF_RULES, SERVER, 1002), node.allows('172.16.200.1', SERVER, 1100)], [true, false]);
    assert.match(reasons().join(), /Its earlier ACLs stay, because they allow nothing that the policies deny/);
    const { state, failingEndpoints } = node.enforcer.status();
    assert.deepEqual([state, failingEndpoints, await closed()], ['degraded', 1, 0]);
  });

  it('the earlier list is replaced by the closed list at once if it allows more', async () => {
    const endpoint = node.run('server', SERVER, { app: 'server' });
    node.sync(...peers, allow('p', 'server', 'client', 80));
    await node.settle();
    assert.equal(node.allows(CLIENT, SERVER, 80), true);
    node.hns.forgetCalls();
    node.set(long(120));
    node.delete('policy', 'demo/p');
    await node.pass(0.5);
    assert.deepEqual(node.writes, [endpoint, endpoint]);
    assert.equal(node.allows(CLIENT, SERVER, 80), false);
    assert.equal(await closed(), 1);
  });

  it('a change during the back-off closes what the closed list leaves open', async () => {
    node.sync(...peers, long(120));
    node.run('server', SERVER, { app: 'server' });
    await node.pass(600);
    node.set(long(121));
    await node.pass(1);
    assert.equal(node.allows(SERVER, OTHER, 80), true);
    // The one early attempt of this wait is over.
    node.set(longBothWays);
    await node.pass(0.5);
    assert.equal(node.allows(SERVER, OTHER, 80), false);
    assert.equal(await closed(), 1);
  });

  it('a closed list that HNS loses during the back-off is written again', async () => {
    node.sync(...peers, long(120));
    const endpoint = node.run('server', SERVER, { app: 'server' });
    await node.pass(600);
    node.hns.restart({ purge: 'acls' });
    assert.deepEqual(node.ours(endpoint), []);
    await node.pass(2);
    assert.notDeepEqual(node.ours(endpoint), []);
    assert.equal(node.allows(OTHER, SERVER, 22), false);
  });

  it('a pod whose closed list HNS rejects too is not enforced, and each list has its own back-off', async () => {
    const endpoint = node.run('server', SERVER, { app: 'server' });
    node.sync(...peers);
    await node.settle();
    const heal = node.hns.faults.plant({ on: 'HcnModifyEndpoint', id: endpoint, fail: 'E_INVALIDARG' });
    node.set(allow('p', 'server', 'client', 80));
    await node.pass(600);
    const { state, failingEndpoints } = node.enforcer.status();
    assert.deepEqual([state, failingEndpoints, await closed(), node.ours(endpoint)], ['degraded', 1, 0, []]);
    assert.match(reasons().join(), /does not hold the closed list either, so the pod is not enforced/);
    assert.equal(node.enforcer.detail().pods[0]?.inSyncSince, undefined);
    assert.match(node.recorded[0]!.note, /No NetworkPolicy is enforced for the pod/);
    node.hns.forgetCalls();
    await node.pass(600);
    assert.ok(node.writes.length <= 2 * 11, `${node.writes.length} Updates in ten minutes`);
    heal();
    await node.pass(61);
    assert.deepEqual([node.allows(CLIENT, SERVER, 80), node.allows(OTHER, SERVER, 80)], [true, false]);
    assert.deepEqual([node.enforcer.status().state, reasons()], ['healthy', []]);
  });

  it('a pod that no policy isolates any more keeps its list until HNS accepts the change', async () => {
    const endpoint = node.run('server', SERVER, { app: 'server' });
    node.sync(...peers, allow('p', 'server', 'client', 80));
    await node.settle();
    const before = node.ours(endpoint);
    node.hns.faults.plant({ on: 'HcnModifyEndpoint', id: endpoint, fail: 'E_INVALIDARG' });
    node.delete('policy', 'demo/p');
    await node.pass(30);
    assert.deepEqual(node.ours(endpoint), before);
    assert.match(reasons().join(), /Its earlier ACLs stay/);
  });

  for (const fail of [
    'HCN_E_PORT_NOT_FOUND',
    'RPC_S_CALL_FAILED',
    'HCN_E_DEGRADED_OPERATION',
    'E_ACCESSDENIED',
  ] as const satisfies Hresult[]) {
    it(`${fail} is no such rejection: only the desired ACLs are tried again`, async () => {
      const endpoint = node.run('server', SERVER, { app: 'server' });
      node.sync(...peers, allow('p', 'server', 'client', 80));
      await node.settle();
      const before = node.ours(endpoint);
      const heal = node.hns.faults.plant({ on: 'HcnModifyEndpoint', id: endpoint, fail, times: 1 });
      node.set(allow('p', 'server', 'client', 81));
      await node.pass(0.5);
      assert.deepEqual(node.ours(endpoint), before);
      assert.deepEqual([reasons(), await closed()], [[], 0]);
      heal();
      await node.settle();
      assert.deepEqual([node.allows(CLIENT, SERVER, 81), node.allows(CLIENT, SERVER, 80)], [true, false]);
    });
  }

  it('neither is an Update that times out', async () => {
    const endpoint = node.run('server', SERVER, { app: 'server' });
    node.sync(...peers, allow('p', 'server', 'client', 80));
    await node.settle();
    const before = node.ours(endpoint);
    node.hns.faults.plant({ on: 'HcnModifyEndpoint', id: endpoint, hang: true });
    node.set(allow('p', 'server', 'client', 81));
    await node.pass(40);
    assert.deepEqual([node.ours(endpoint), reasons()], [before, []]);
  });

  it('an agent that starts finds the closed list and keeps it', async () => {
    node.sync(...peers, long(120));
    const endpoint = node.run('server', SERVER, { app: 'server' });
    await node.pass(2);
    const held = node.hns.policiesOf(endpoint);
    await node.restart();
    node.sync(local, ...peers, long(120));
    await node.pass(5);
    assert.deepEqual(node.hns.policiesOf(endpoint), held);
    assert.equal(await closed(), 1);
  });
});
