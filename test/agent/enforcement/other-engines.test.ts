import assert from 'node:assert/strict';
import type { Pod } from '../../../src/core/model.ts';
import { leaveAzureNpmAcls, npmAcls } from '../azure-npm-leftovers.ts';
import { FOREIGN } from '../foreign.ts';
import { NodeUnderTest } from '../node-under-test.ts';
import { allow, NODE_ADDRESS, pod } from '../objects.ts';

const SERVER = '10.224.0.72';
const CLIENT = '10.224.9.5';
const local = pod('server', SERVER, { app: 'server' });
const client = pod('client', CLIENT, { app: 'client' }, { node: 'linux1' });
const rule = allow('p', 'server', 'client', 80);

/** A pod as in Azure NPM's manifest (docs/reference/azure-npm-windows.md §7). */
function npmPod(more: Partial<Pod> = {}): Pod {
  return pod('azure-npm-win-x7k2p', NODE_ADDRESS, { 'k8s-app': 'azure-npm' }, { namespace: 'kube-system', hostNetwork: true, ...more });
}
const NPM = 'kube-system/azure-npm-win-x7k2p';

describe('agent: another engine on the node', () => {
  let node: NodeUnderTest;
  let server: string;

  beforeEach(() => {
    node = new NodeUnderTest();
    server = node.endpoint(SERVER);
    leaveAzureNpmAcls(node.hns, server, npmAcls(local, NODE_ADDRESS, [rule]));
  });
  afterEach(() => node.end());

  it('suspends writes while Azure NPM runs, logs that once and shows it', async () => {
    const before = node.hns.policiesOf(server);
    node.sync(local, client, rule, npmPod());
    await node.pass(300);
    node.set(allow('p', 'server', 'client', 80, 81));
    await node.pass(300);
    assert.deepEqual(node.writes, []);
    assert.deepEqual(node.hns.policiesOf(server), before);
    const { state, ready, endpoints, failingEndpoints, pendingUpdates, otherEngines } = node.enforcer.status();
    assert.deepEqual(
      { state, ready, endpoints, failingEndpoints, pendingUpdates, otherEngines },
      { state: 'waiting', ready: false, endpoints: 1, failingEndpoints: 0, pendingUpdates: 1, otherEngines: [NPM] },
    );
    assert.deepEqual(node.recorded, []);
    assert.deepEqual(node.lines('warn'), ['another policy engine runs on this node: the agent writes nothing until it is gone']);
    assert.deepEqual(
      await Promise.all(['takeover_waiting', 'pending_updates', 'failing_endpoints', 'healthy'].map(name => node.metric(name))),
      [1, 1, 0, 0],
    );
  });

  it('updates state and metric together when the engine is gone', async () => {
    node.sync(local, client, rule, npmPod());
    await node.pass(60);
    node.hns.faults.plant({ on: 'HcnEnumerateNetworks', times: 1, run: () => node.delete('pod', NPM) });
    for (let ms = 0; node.enforcer.status().state === 'waiting'; ms += 10) {
      assert.ok(ms < 60_000);
      await node.clock.tickAsync(10);
    }
    assert.deepEqual([node.enforcer.status().state, await node.metric('takeover_waiting')], ['healthy', 0]);
  });

  it('keeps reporting the state of the endpoints', async () => {
    node.sync(local, client, rule, npmPod());
    await node.pass(1);
    node.set({
      ...rule,
      ingress: [{ ...rule.ingress![0]!, ports: [{ path: 'spec.ingress[0].ports[0]', protocol: 'TCP', port: { name: 'http' } }] }],
    });
    await node.pass(1);
    assert.deepEqual(
      node.recorded.map(({ reason, regarding }) => [reason, regarding.name]),
      [['UnsupportedOnWindows', 'p']],
    );
    assert.equal(await node.metric('rejected_policies', { code: 'unsupported-named-port' }), 1);
  });

  for (const [what, end] of [
    ['deleted', (of: NodeUnderTest) => of.delete('pod', NPM)],
    ['finished', (of: NodeUnderTest) => of.set(npmPod({ finished: true }))],
  ] as const) {
    it(`starts enforcement automatically when its pod is ${what}`, async () => {
      node.sync(local, client, rule, npmPod());
      await node.pass(300);
      end(node);
      await node.settle();
      assert.deepEqual(node.writes, [server]);
      assert.deepEqual(node.foreign(server), FOREIGN);
      assert.equal(node.enforcer.status().state, 'healthy');
      assert.equal(node.enforcer.status().ready, true);
      assert.deepEqual(node.enforcer.status().otherEngines, []);
      assert.equal(await node.metric('takeover_waiting'), 0);
      assert.ok(node.lines('info').includes('no other policy engine runs on this node any more'));
    });
  }

  it('does not count the wait as latency', async () => {
    node.sync(local, client, rule, npmPod());
    await node.pass(600);
    node.set(allow('p', 'server', 'client', 80, 81));
    await node.pass(600);
    node.delete('pod', NPM);
    await node.settle();
    for (const { name } of [{ name: 'eventToApplied' }, { name: 'timeToProtect' }] as const) {
      const { values } = await node.telemetry[name].get();
      const sum = values.find(({ metricName }) => metricName?.endsWith('_sum'))?.value ?? 0;
      assert.ok(sum < 60, `${name}: ${sum} s`);
    }
  });

  for (const [what, more] of [
    ['is ending', { terminating: true }],
    ['has not started', { addresses: [] }],
  ] as const) {
    it(`also waits for one that ${what}`, async () => {
      node.sync(local, client, rule, npmPod(more));
      await node.pass(300);
      assert.deepEqual(node.writes, []);
    });
  }

  for (const [what, other] of [
    ['on another node', npmPod({ node: 'win2' })],
    ['in another namespace, where anyone may have given that label', npmPod({ namespace: 'demo', hostNetwork: false, addresses: [] })],
    ['of another name', npmPod({ labels: { 'k8s-app': 'kube-proxy-windows' } })],
    ['of Calico, which is not taken over from', npmPod({ labels: { 'k8s-app': 'calico-node-windows' }, namespace: 'calico-system' })],
  ] as const) {
    it(`does not wait for a pod ${what}`, async () => {
      node.sync(local, client, rule, other);
      await node.settle();
      assert.deepEqual(node.writes, [server]);
      assert.equal(node.enforcer.status().state, 'healthy');
    });
  }

  describe('that starts after the agent', () => {
    beforeEach(async () => {
      node.sync(local, client, rule);
      await node.settle();
      node.hns.forgetCalls();
    });

    it('stops the agent’s writes without removing ACLs', async () => {
      const inForce = node.hns.policiesOf(server);
      node.set(npmPod(), allow('p', 'server', 'client', 80, 81));
      await node.pass(300);
      assert.deepEqual(node.writes, []);
      assert.deepEqual(node.hns.policiesOf(server), inForce);
      assert.equal(node.enforcer.status().state, 'waiting');

      node.delete('pod', NPM);
      await node.settle();
      assert.deepEqual(node.writes, [server]);
      assert.equal(node.allows(CLIENT, SERVER, 81), true);
    });

    it('stops repairs too. Its changes are detected, and repaired with one Update when it is gone', async () => {
      const changed = [...node.hns.policiesOf(server), ...npmAcls(local, NODE_ADDRESS, [rule])];
      node.set(npmPod());
      await node.pass(1);
      node.hns.setPolicies(server, changed);
      await node.pass(300);
      assert.deepEqual(node.hns.policiesOf(server), changed);
      assert.equal(node.enforcer.status().pendingUpdates, 1);
      node.delete('pod', NPM);
      await node.settle();
      assert.deepEqual(node.writes, [server]);
      assert.deepEqual(node.foreign(server), FOREIGN);
    });

    it('is not a failure of the pods, and does not resolve a reported one', async () => {
      node.hns.faults.plant({ on: 'HcnModifyEndpoint', fail: 'HCN_E_PORT_NOT_FOUND' });
      node.set(allow('p', 'server', 'client', 80, 81));
      await node.pass(300);
      const reasons = () => node.recorded.map(({ reason }) => reason);
      const said = reasons();
      assert.equal(said.length, 1);
      node.set(npmPod());
      await node.pass(1);
      node.hns.forgetCalls();
      await node.pass(600);
      assert.deepEqual(reasons(), said);
      // Read once per resync, without retries for the earlier failure.
      assert.ok(node.hns.calls.filter(({ name }) => name === 'HcnEnumerateNetworks').length <= 20);
      node.hns.faults.clear();
      node.delete('pod', NPM);
      await node.settle();
      assert.equal(node.enforcer.status().failingEndpoints, 0);
      assert.equal(reasons().length, 2);
    });

    it('also stops an Update that is about to be sent', async () => {
      node.hns.faults.plant({
        on: 'HcnQueryEndpointProperties',
        id: server,
        times: 1,
        run: () => node.set(npmPod()),
      });
      node.set(allow('p', 'server', 'client', 80, 81));
      await node.pass(300);
      assert.deepEqual(node.writes, []);
      assert.equal(node.enforcer.status().pendingUpdates, 1);
    });

    it('suspends writes after a restart of the agent too', async () => {
      const inForce = node.hns.policiesOf(server);
      await node.restart();
      node.sync(local, client, allow('p', 'server', 'client', 80, 81), npmPod());
      await node.pass(300);
      assert.deepEqual(node.hns.policiesOf(server), inForce);
    });
  });

  it('waits for a Calico pod if takeover lists Calico', async () => {
    await node.end();
    node = new NodeUnderTest({}, { takeover: ['azure-npm', 'calico'] });
    server = node.endpoint(SERVER);
    const calico = pod(
      'calico-node-windows-abcde',
      NODE_ADDRESS,
      { 'k8s-app': 'calico-node-windows' },
      { namespace: 'calico-system', hostNetwork: true },
    );
    node.sync(local, client, rule, calico);
    await node.pass(300);
    assert.deepEqual(node.writes, []);
    node.delete('pod', 'calico-system/calico-node-windows-abcde');
    await node.settle();
    assert.deepEqual(node.writes, [server]);
  });

  it('reads HNS only at each resync while it waits, whatever events arrive', async () => {
    node.sync(local, client, rule, npmPod());
    await node.pass(1);
    node.hns.forgetCalls();
    for (let i = 0; i < 20; i++) {
      node.set(pod('elsewhere', '10.224.9.77', { i: `${i}` }, { node: 'linux1' }));
      await node.pass(0.5);
    }
    assert.deepEqual(node.work, []);
    await node.pass(31);
    assert.notDeepEqual(node.work, []);
  });
});
