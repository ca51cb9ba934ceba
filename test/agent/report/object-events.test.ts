import assert from 'node:assert/strict';
import type { ObjectEvent } from '../../../src/kube/events/events.ts';
import { NodeUnderTest } from '../node-under-test.ts';
import { allow, NODE, pod } from '../objects.ts';

const SERVER = '10.224.0.72';
const BROKEN = '10.224.0.73';
const CLIENT = '10.224.9.5';

const peers = [pod('client', CLIENT, { app: 'client' }, { node: 'linux1' })];

/** Type, reason and object, for instance `Warning AclsNotApplied Pod broken`. */
const titles = (events: readonly ObjectEvent[]) =>
  events.map(({ type, reason, regarding }) => `${type} ${reason} ${regarding.kind} ${regarding.name}`);

describe('agent: Events about Pods', () => {
  let node: NodeUnderTest;
  let broken: string;

  beforeEach(() => {
    node = new NodeUnderTest();
    broken = node.run('broken', BROKEN, { app: 'server' });
    node.run('server', SERVER, { app: 'server' });
    node.sync(...peers);
  });
  afterEach(() => node.end());

  const breakIt = () => node.hns.faults.plant({ on: 'HcnModifyEndpoint', id: broken, fail: 'HCN_E_PORT_NOT_FOUND' });

  it('records one Warning after podEventSeconds out of sync, and one Normal on recovery', async () => {
    const heal = breakIt();
    node.set(allow('p', 'server', 'client', 80));
    await node.pass(119);
    assert.deepEqual(titles(node.recorded), []);
    await node.pass(2);
    assert.deepEqual(titles(node.recorded), ['Warning AclsNotApplied Pod broken']);
    await node.pass(3_600);
    assert.equal(node.recorded.length, 1);
    heal();
    await node.pass(61);
    assert.deepEqual(titles(node.recorded), ['Warning AclsNotApplied Pod broken', 'Normal AclsApplied Pod broken']);
    assert.deepEqual(node.recorded[0]!.regarding, {
      apiVersion: 'v1',
      kind: 'Pod',
      namespace: 'demo',
      name: 'broken',
      uid: 'uid-of-broken',
    });
    await node.pass(3_600);
    assert.equal(node.recorded.length, 2);
  });

  it('has the error in the Warning, and that no policy is enforced', async () => {
    breakIt();
    node.set(allow('p', 'server', 'client', 80));
    await node.pass(121);
    assert.match(
      node.recorded[0]!.note,
      new RegExp(
        `^HNS endpoint ${broken} has been out of sync with NetworkPolicies for 2m: HcnModifyEndpoint failed: 0x803b0007 HCN_E_PORT_NOT_FOUND.* \\(\\d+ attempts\\)\n` +
          'No NetworkPolicy is enforced for the pod: the endpoint has no ACL of hns-policy-agent\\.$',
      ),
    );
  });

  it('has in the Warning that earlier ACLs stay in force, and they do', async () => {
    node.set(allow('p', 'server', 'client', 80));
    await node.settle();
    const before = node.ours(broken);
    breakIt();
    node.set(allow('p', 'server', 'client', 81));
    await node.pass(121);
    assert.ok(node.recorded[0]!.note.endsWith(`\nThe previous ACLs stay in force: ${before.length} of hns-policy-agent.`));
    assert.deepEqual(node.ours(broken), before);
  });

  it('reports a hung Update', async () => {
    node.hns.faults.plant({ on: 'HcnModifyEndpoint', id: broken, hang: true });
    node.set(allow('p', 'server', 'client', 80));
    await node.pass(121);
    assert.match(
      node.recorded[0]!.note,
      /: (HcnModifyEndpoint .* no answer within 30000 ms|.* not tried, an earlier call has not returned)/,
    );
  });

  it('records no Event for a shorter failure', async () => {
    const heal = breakIt();
    node.set(allow('p', 'server', 'client', 80));
    await node.pass(60);
    heal();
    await node.pass(3_600);
    assert.deepEqual(node.recorded, []);
  });

  it('records another Event for another failure', async () => {
    const names = new Set<string>();
    for (const ports of [[80], [81]]) {
      const heal = breakIt();
      node.set(allow('p', 'server', 'client', ...ports));
      await node.pass(130);
      heal();
      await node.pass(61);
    }
    for (const { reason, occasion } of node.recorded) names.add(`${reason} ${occasion.join()}`);
    assert.equal(names.size, 4);
  });

  it('records no Normal for a deleted pod', async () => {
    breakIt();
    node.set(allow('p', 'server', 'client', 80));
    await node.pass(121);
    node.hns.removeEndpoint(broken);
    node.delete('pod', 'demo/broken');
    await node.pass(3_600);
    assert.deepEqual(titles(node.recorded), ['Warning AclsNotApplied Pod broken']);
  });

  it('reports a failing endpoint although another endpoint of the pod works', async () => {
    const second = node.endpoint(BROKEN);
    const heal = breakIt();
    node.set(allow('p', 'server', 'client', 80));
    await node.pass(600);
    assert.ok(node.ours(second).length > 0);
    assert.deepEqual(titles(node.recorded), ['Warning AclsNotApplied Pod broken']);
    heal();
    await node.pass(61);
    assert.deepEqual(titles(node.recorded), ['Warning AclsNotApplied Pod broken', 'Normal AclsApplied Pod broken']);
  });

  it('resolves the problem if the failing endpoint is gone and another has the ACLs', async () => {
    breakIt();
    node.set(allow('p', 'server', 'client', 80));
    await node.pass(130);
    node.endpoint(BROKEN);
    node.hns.removeEndpoint(broken);
    await node.pass(61);
    assert.deepEqual(titles(node.recorded), ['Warning AclsNotApplied Pod broken', 'Normal AclsApplied Pod broken']);
  });

  it('reports a pod without an endpoint, until its ACLs are in force', async () => {
    node.set(allow('p', 'server', 'client', 80), pod('lost', '10.224.0.99', { app: 'server' }));
    // The kubelet reports the address after a second.
    await node.pass(122);
    assert.deepEqual(titles(node.recorded), ['Warning NoEndpoint Pod lost']);
    assert.equal(
      node.recorded[0]!.note,
      `Node ${NODE} has had no HNS endpoint with the pod's address (10.224.0.99) on a selected network for 2m.\nNo NetworkPolicy is enforced for the pod.`,
    );
    node.endpoint('10.224.0.99');
    await node.pass(31);
    assert.deepEqual(titles(node.recorded), ['Warning NoEndpoint Pod lost', 'Normal AclsApplied Pod lost']);
    assert.equal(node.allows('203.0.113.9', '10.224.0.99', 80), false);
  });

  it('forgets a waiting pod that has ended', async () => {
    node.set(pod('lost', '10.224.0.99'));
    await node.pass(60);
    node.set(pod('lost', '10.224.0.99', {}, { finished: true }));
    await node.pass(60);
    node.hns.forgetCalls();
    await node.pass(300);
    const passes = node.hns.calls.filter(({ name }) => name === 'HcnEnumerateNetworks').length;
    assert.ok(passes <= 10, `${passes} passes in ten resyncs`);
    assert.deepEqual(node.recorded, []);
  });
});

describe('agent: Events about the Node', () => {
  let node: NodeUnderTest;

  beforeEach(async () => {
    node = new NodeUnderTest();
    node.run('server', SERVER, { app: 'server' });
    node.sync(...peers);
    await node.settle();
  });
  afterEach(() => node.end());

  it('records one Warning for an unreadable HNS, and one Normal on recovery', async () => {
    node.hns.stop();
    await node.pass(3_600);
    assert.deepEqual(titles(node.recorded), [`Warning HnsUnhealthy Node ${NODE}`]);
    const [{ regarding, note }] = node.recorded as [ObjectEvent];
    assert.deepEqual(regarding, { apiVersion: 'v1', kind: 'Node', name: NODE, uid: NODE });
    assert.match(note, /^HNS could not be read for \d+s: HcnEnumerateNetworks failed: 0x\w+ \w+\nExisting ACLs stay in force\. /);
    node.hns.start();
    await node.pass(61);
    assert.deepEqual(titles(node.recorded), [`Warning HnsUnhealthy Node ${NODE}`, `Normal HnsHealthy Node ${NODE}`]);
  });

  it('records no Event for a restart of HNS', async () => {
    node.hns.stop();
    await node.pass(25);
    node.hns.start();
    await node.pass(3_600);
    assert.deepEqual(node.recorded, []);
  });
});
