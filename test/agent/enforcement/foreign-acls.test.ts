import assert from 'node:assert/strict';
import type { Policy } from '../../../src/simulator/hns/records.ts';
import { FOREIGN } from '../foreign.ts';
import { NodeUnderTest } from '../node-under-test.ts';
import { allow, NODE_ADDRESS, pod, policy } from '../objects.ts';

const SERVER = '10.224.0.10';
const CLIENT = '10.224.9.1';
const OUTSIDE = '203.0.113.9';
const WIRE_SERVER = '168.63.129.16';

const server = pod('server', SERVER, { app: 'server' });
const client = pod('client', CLIENT, { app: 'client' }, { node: 'linux1' });
const deny = policy('deny', { podSelector: {}, policyTypes: ['Ingress'] });
const acl = (Settings: Readonly<Record<string, unknown>>): Policy => ({
  Type: 'ACL',
  Settings: { Protocols: '256', LocalAddresses: '', RemoteAddresses: '', LocalPorts: '', RemotePorts: '', RuleType: 'Switch', ...Settings },
});
const THEIR_ALLOW = acl({ Id: 'their-allow', Action: 'Allow', Direction: 'In', Priority: 500 });
/** What Felix leaves behind (docs/reference/calico-windows.md §1.2). */
const FELIX = [
  acl({ Id: 'allow-host-to-endpoint', Action: 'Allow', Direction: 'In', RemoteAddresses: `${NODE_ADDRESS}/32`, Priority: 900 }),
  ...(['In', 'Out'] as const).flatMap(Direction => [
    acl({ Id: 'profile-kns.demo-Ab_-Ab_-Ab_-Ab_-0', Action: 'Allow', Direction, Priority: 1000 }),
    acl({ Id: '', Action: 'Block', Direction, Priority: 1001 }),
  ]),
];

describe('agent: foreign ACLs that decide otherwise than the policies', () => {
  let node: NodeUnderTest;

  beforeEach(() => {
    node = new NodeUnderTest();
    node.sync(server, client);
  });
  afterEach(() => node.end());

  const state = () => node.enforcer.status().state;
  const metrics = async () => [
    await node.metric('foreign_acl_endpoints', { effect: 'opens' }),
    await node.metric('foreign_acl_endpoints', { effect: 'closes' }),
  ];

  it('a foreign Allow in front: ours move in front of it', async () => {
    const endpoint = node.endpoint(SERVER, [...FOREIGN, THEIR_ALLOW]);
    node.set(allow('p', 'server', 'client', 80));
    await node.settle();
    assert.deepEqual(
      [node.allows(OUTSIDE, SERVER, 80), node.allows(CLIENT, SERVER, 80), node.allows(CLIENT, SERVER, 81)],
      [false, true, false],
    );
    assert.equal(node.allows(NODE_ADDRESS, SERVER, 80), true);
    assert.deepEqual(node.foreign(endpoint), [...FOREIGN, THEIR_ALLOW]);
    assert.equal(state(), 'healthy');
    assert.deepEqual(node.recorded, []);
    const writes = node.writes.length;
    await node.pass(120);
    assert.equal(node.writes.length, writes);
  });

  it('it appears later and goes again: ours move there and back, and neither is a repair', async () => {
    const endpoint = node.endpoint(SERVER);
    node.set(allow('p', 'server', 'client', 80));
    await node.settle();
    const usual = node.hns.policiesOf(endpoint);
    node.hns.setPolicies(endpoint, [THEIR_ALLOW, ...usual]);
    await node.pass(30);
    assert.equal(node.allows(OUTSIDE, SERVER, 80), false);
    assert.equal(await node.metric('drift_repaired_total'), 0);
    node.hns.setPolicies(
      endpoint,
      node.hns.policiesOf(endpoint).filter(({ Settings }) => (Settings as { Id?: string }).Id !== 'their-allow'),
    );
    await node.pass(30);
    assert.deepEqual(node.hns.policiesOf(endpoint), usual);
    assert.equal(await node.metric('drift_repaired_total'), 0);
  });

  it("Felix's leftovers: ours decide", async () => {
    node.endpoint(SERVER, FELIX);
    node.set(deny);
    await node.settle();
    assert.deepEqual(
      [node.allows(OUTSIDE, SERVER, 80), node.allows(NODE_ADDRESS, SERVER, 80), node.allows(SERVER, OUTSIDE, 80)],
      [false, true, true],
    );
    assert.equal(state(), 'healthy');
  });

  it("Felix's leftovers, and an Allow of ours would pass Felix's Block: not enforced, and reported", async () => {
    node.hasForeignAllow = true;
    const endpoint = node.endpoint(SERVER, FELIX);
    node.set(allow('p', 'server', 'client', 80));
    await node.settle();
    assert.equal(node.allows(OUTSIDE, SERVER, 80), true);
    assert.deepEqual([state(), node.enforcer.status().ready], ['degraded', true]);
    assert.deepEqual(node.lines('error'), ['pod not enforced as written']);
    assert.deepEqual(
      node.recorded.map(({ reason, type, regarding }) => [reason, type, regarding.name]),
      [['NotEnforced', 'Warning', 'server']],
    );
    assert.match(node.recorded[0]!.note, /"profile-kns\.demo-Ab_-Ab_-Ab_-Ab_-0" \(Allow In, priority 1000\) allows ingress/);
    assert.deepEqual(await metrics(), [1, 0]);
    const [shown] = node.enforcer.detail().pods;
    assert.deepEqual([shown?.inSyncSince, shown?.issues.map(({ code }) => code)], [undefined, ['foreign-allow']]);

    // The pod is created anew without them.
    node.hns.removeEndpoint(endpoint);
    node.endpoint(SERVER);
    await node.settle();
    await node.pass(5);
    assert.deepEqual([node.allows(OUTSIDE, SERVER, 80), node.allows(CLIENT, SERVER, 80), state()], [false, true, 'healthy']);
    assert.deepEqual(await metrics(), [0, 0]);
    assert.equal(node.recorded.at(-1)?.reason, 'ForeignAclResolved');
  });

  it('foreign ACLs hold 65000 to 65500: our Block is below them', async () => {
    const many = Array.from({ length: 501 }, (_, index) =>
      acl({ Id: `x${index}`, Action: 'Allow', Direction: 'In', Priority: 65000 + index, Protocols: '6', RemoteAddresses: '192.0.2.1' }),
    );
    node.endpoint(SERVER, [...FOREIGN, ...many]);
    node.set(deny);
    await node.settle();
    assert.deepEqual([node.allows(OUTSIDE, SERVER, 80), node.allows('192.0.2.1', SERVER, 80), state()], [false, false, 'healthy']);
  });

  it('an ACL that HNS may read otherwise is in doubt a conflict', async () => {
    node.endpoint(SERVER, [...FOREIGN, acl({ Id: 'set', Action: 'Allow', Direction: 'In', RemoteAddresses: 'some-set', Priority: 1 })]);
    node.set(deny);
    await node.settle();
    assert.equal(state(), 'degraded');
    assert.match(node.recorded[0]!.note, /"set" \(Allow In, priority 1\) may allow ingress/);
  });

  it('a foreign Block of what policies leave open is reported and left unchanged', async () => {
    const block = acl({ Id: 'site', Action: 'Block', Direction: 'In', RemoteAddresses: CLIENT, Priority: 400 });
    const endpoint = node.endpoint(SERVER, [...FOREIGN, block]);
    await node.settle();
    assert.deepEqual([state(), node.writes], ['degraded', []]);
    node.set(allow('p', 'server', 'client', 80));
    await node.settle();
    assert.deepEqual([node.allows(CLIENT, SERVER, 80), state()], [false, 'degraded']);
    assert.deepEqual(node.foreign(endpoint), [...FOREIGN, block]);
    assert.deepEqual(await metrics(), [0, 1]);
    assert.deepEqual([...new Set(node.recorded.map(({ reason }) => reason))], ['BlockedByForeignAcl']);
    // A pod of which the policy is in force otherwise.
    assert.equal(node.enforcer.detail().pods[0]?.inSyncSince !== undefined, true);
  });

  it("Azure's Blocks of the WireServer stay, whichever engine is taken over, and are no conflict", async () => {
    await node.end();
    for (const takeover of [[], ['azure-npm'], ['calico'], ['azure-npm', 'calico']] as const) {
      node = new NodeUnderTest({}, { takeover: [...takeover] });
      node.sync(server, client, deny);
      const blocks = ['80', '32526'].map(RemotePorts =>
        acl({ Action: 'Block', Direction: 'Out', RemoteAddresses: `${WIRE_SERVER}/32`, RemotePorts, Protocols: '6', Priority: 200 }),
      );
      const metadata = acl({ Action: 'Block', Direction: 'Out', RemoteAddresses: '169.254.169.254/32', Priority: 200 });
      const endpoint = node.endpoint(SERVER, [...FOREIGN.slice(3), ...blocks, metadata, ...(takeover.length > 0 ? FELIX : [])]);
      await node.settle();
      for (const port of [80, 32526]) assert.equal(node.allows(SERVER, WIRE_SERVER, port), false);
      assert.equal(node.allows(SERVER, '169.254.169.254', 80), false);
      assert.equal(node.allows(SERVER, WIRE_SERVER, 443), true);
      assert.equal(node.allows(OUTSIDE, SERVER, 80), false);
      for (const block of [...blocks, metadata])
        assert.ok(node.foreign(endpoint).some(policy => JSON.stringify(policy) === JSON.stringify(block)));
      assert.equal(state(), 'healthy');
      if (takeover.length < 2) await node.end();
    }
  });

  it('a restarted agent reports the same conflict under the same name', async () => {
    node.hasForeignAllow = true;
    node.endpoint(SERVER, FELIX);
    node.set(allow('p', 'server', 'client', 80));
    await node.settle();
    await node.restart();
    node.sync(server, client, allow('p', 'server', 'client', 80));
    await node.settle();
    const [first, second, ...others] = node.recorded;
    assert.deepEqual(others, []);
    assert.deepEqual(first?.occasion, second?.occasion);
  });
});
