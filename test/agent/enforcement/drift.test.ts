import assert from 'node:assert/strict';
import type { Policy } from '../../../src/simulator/hns/records.ts';
import { FOREIGN } from '../foreign.ts';
import { NodeUnderTest } from '../node-under-test.ts';
import { allow, pod } from '../objects.ts';

const SERVER = '10.224.0.72';
const CLIENT = '10.224.9.5';
const OTHER = '10.224.9.6';
const RESYNC_S = 30;

const peers = [pod('client', CLIENT, { app: 'client' }, { node: 'linux1' }), pod('other', OTHER, {}, { node: 'linux1' })];

describe('agent: drift of own ACLs', () => {
  let node: NodeUnderTest;
  let server: string;
  let inForce: readonly Policy[];

  beforeEach(async () => {
    node = new NodeUnderTest();
    server = node.run('server', SERVER, { app: 'server' });
    node.sync(...peers, allow('p', 'server', 'client', 80));
    await node.settle();
    inForce = node.hns.policiesOf(server);
    node.hns.forgetCalls();
  });
  afterEach(() => node.end());

  /** Asserts a repair with one Update by the next resync, logged and counted as drift, and no further write. */
  async function assertRepaired(): Promise<void> {
    await node.pass(RESYNC_S);
    assert.deepEqual(node.hns.policiesOf(server).filter(isAcl).toSorted(byText), inForce.filter(isAcl).toSorted(byText));
    assert.deepEqual(node.writes, [server]);
    assert.equal(node.allows(OTHER, SERVER, 80), false);
    assert.equal(node.allows(CLIENT, SERVER, 80), true);
    assert.deepEqual(node.lines('warn'), ['endpoint repaired: its ACLs had drifted']);
    assert.equal(await node.metric('drift_repaired_total'), 1);
    await node.pass(10 * RESYNC_S);
    assert.deepEqual(node.writes, [server]);
  }

  it('ACLs removed externally: repaired', async () => {
    node.hns.setPolicies(server, FOREIGN);
    await assertRepaired();
  });

  for (const guidCase of ['mixed', 'upper', 'lower'] as const) {
    it(`ACLs removed while the endpoint cannot be read, GUIDs in ${guidCase} case: repaired`, async () => {
      node.hns.configure({ guidCase });
      node.hns.faults.plant({
        on: 'HcnQueryEndpointProperties',
        id: server,
        times: 3,
        fail: 'HCN_E_INVALID_JSON',
        run: () => node.hns.setPolicies(server, FOREIGN),
      });
      await node.pass(RESYNC_S);
      assert.deepEqual(node.lines('error'), ['endpoint cannot be read']);
      await assertRepaired();
      assert.deepEqual([...new Set(node.log.flatMap(({ endpoint }) => endpoint ?? []))], [server]);
    });
  }

  it('one ACL removed externally: repaired', async () => {
    node.hns.setPolicies(server, inForce.slice(0, -1));
    await assertRepaired();
  });

  it('ACLs edited externally with the same Ids: repaired', async () => {
    const edited = inForce.map(policy => {
      const settings = policy.Settings as { readonly Id?: string; readonly RemoteAddresses?: string };
      return settings.Id?.includes('demo.p') ? { ...policy, Settings: { ...settings, RemoteAddresses: OTHER } } : policy;
    });
    assert.notDeepEqual(edited, inForce);
    node.hns.setPolicies(server, edited);
    await assertRepaired();
  });

  it('an own ACL duplicated externally: repaired', async () => {
    node.hns.setPolicies(server, [...inForce, inForce.at(-1)!]);
    await assertRepaired();
  });

  it('an unknown ACL with the prefix of the agent: removed', async () => {
    const planted = {
      Type: 'ACL',
      Settings: { Id: 'hns-policy-agent.planted', Action: 'Allow', Direction: 'In', Priority: 100, RuleType: 'Switch' },
    };
    node.hns.setPolicies(server, [...inForce, planted]);
    await assertRepaired();
  });

  it('ACLs lost in a restart of HNS: restored', async () => {
    node.hns.restart({ purge: 'acls' });
    const ours = inForce.filter(policy => !FOREIGN.some(foreign => JSON.stringify(foreign) === JSON.stringify(policy)));
    inForce = ours;
    await assertRepaired();
  });

  it('all policies lost in a restart of HNS: own ACLs restored', async () => {
    node.hns.restart({ purge: 'policies' });
    inForce = inForce.filter(policy => (policy.Settings as { Id?: string }).Id !== undefined);
    await assertRepaired();
  });

  it('an endpoint that HNS lists again only some time after its restart: restored then', async () => {
    node.hns.restart({ purge: 'acls', late: [server] });
    await node.pass(RESYNC_S);
    assert.deepEqual(node.writes, []);
    assert.equal(node.enforcer.status().waitingPods, 1);
    node.hns.rehydrate();
    await node.pass(1);
    assert.deepEqual(node.writes, [server]);
    assert.equal(node.allows(OTHER, SERVER, 80), false);
  });

  it('keeps foreign policies that are added later, and does not restore removed ones', async () => {
    const added = {
      Type: 'ACL',
      Settings: { Action: 'Block', Direction: 'In', RemoteAddresses: '192.0.2.1', Priority: 150, RuleType: 'Switch' },
    };
    const ours = inForce.slice(FOREIGN.length);
    node.hns.setPolicies(server, [added, ...FOREIGN.slice(1), ...ours]);
    await node.pass(RESYNC_S);
    assert.deepEqual(node.writes, []);
    node.set(allow('p', 'server', 'client', 80, 81));
    await node.settle();
    assert.deepEqual(node.foreign(server), [added, ...FOREIGN.slice(1)]);
  });

  it('keeps a foreign policy that is added shortly before the Update', async () => {
    const added: Policy = { Type: 'PortMapping', Settings: { ExternalPort: 8080 } };
    node.hns.faults.plant({
      on: 'HcnQueryEndpointProperties',
      id: server,
      skip: 1,
      times: 1,
      run: () => node.hns.setPolicies(server, [...node.hns.policiesOf(server), added]),
    });
    node.set(allow('p', 'server', 'client', 80, 81));
    await node.settle();
    assert.deepEqual(node.foreign(server), [...FOREIGN, added]);
    assert.equal(node.allows(CLIENT, SERVER, 81), true);
  });

  it('moves own ACLs if a foreign ACL takes their priority, without counting drift', async () => {
    const taken = {
      Type: 'ACL',
      Settings: { Action: 'Block', Direction: 'In', RemoteAddresses: '192.0.2.1', Priority: 1000, RuleType: 'Switch' },
    };
    node.hns.setPolicies(server, [taken, ...inForce]);
    await node.pass(RESYNC_S);
    assert.deepEqual(node.writes, [server]);
    assert.equal(await node.metric('drift_repaired_total'), 0);
    assert.equal(node.allows(CLIENT, SERVER, 80), true);
    assert.equal(node.allows('192.0.2.1', SERVER, 80), false);
    assert.deepEqual(node.foreign(server), [taken, ...FOREIGN]);
  });
});

function isAcl(policy: Policy): boolean {
  return policy.Type === 'ACL';
}

function byText(a: Policy, b: Policy): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}
