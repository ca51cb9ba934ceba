import assert from 'node:assert/strict';
import type { Policy } from '../../../src/simulator/hns/records.ts';
import { SWITCHES, type Switches } from '../../../src/simulator/hns/switches.ts';
import { leaveAzureNpmAcls, NPM_BASE_ACLS, npmAcls, npmSets } from '../azure-npm-leftovers.ts';
import { FOREIGN } from '../foreign.ts';
import { NodeUnderTest } from '../node-under-test.ts';
import { allow, NODE_ADDRESS, pod, policy } from '../objects.ts';

const SERVER = '10.224.0.72';
const OPEN = '10.224.0.73';
const CLIENT = '10.224.9.5';
const OTHER = '10.224.9.6';
const DEMO = { name: 'demo', labels: { 'kubernetes.io/metadata.name': 'demo' } };

const local = pod('server', SERVER, { app: 'server' });
const open = pod('open', OPEN, { app: 'open' });
const peers = [pod('client', CLIENT, { app: 'client' }, { node: 'linux1' }), pod('other', OTHER, { app: 'other' }, { node: 'linux1' })];
const ingress = allow('p', 'server', 'client', 80);
const egress = policy('q', {
  podSelector: { matchLabels: { app: 'server' } },
  policyTypes: ['Egress'],
  egress: [{ to: [{ podSelector: { matchLabels: { app: 'client' } } }, { ipBlock: { cidr: '192.0.2.0/24' } }] }],
});
/** A policy that NPM knew and that was deleted while no engine ran. */
const gone = policy('gone', { podSelector: { matchLabels: { app: 'open' } }, policyTypes: ['Ingress'] });

interface Endpoints {
  readonly server: string;
  readonly open: string;
}

/** Two endpoints with the ACLs that NPM left for the policies, and its sets. */
function afterNpm(node: NodeUnderTest, policies: readonly Policy[] = FOREIGN): Endpoints {
  const all = { pods: [local, open, ...peers], namespaces: [DEMO], policies: [ingress, egress, gone] };
  node.hns.setNetworkPolicies(node.network, npmSets(all));
  const of = (one: typeof local) => {
    const endpoint = node.endpoint(one.addresses, policies);
    leaveAzureNpmAcls(node.hns, endpoint, npmAcls(one, NODE_ADDRESS, all.policies));
    return endpoint;
  };
  return { server: of(local), open: of(open) };
}

const ids = (node: NodeUnderTest, endpoint: string) =>
  node.hns.policiesOf(endpoint).map(({ Settings }) => (Settings as { Id?: string }).Id ?? '');
/** Written endpoints. set-sweep.test.ts covers the sets of the network. */
const updates = (node: NodeUnderTest) => node.hns.writes.filter(({ name }) => name === 'HcnModifyEndpoint').map(({ id }) => id);
const hasLeft = (node: NodeUnderTest, endpoint: string) => ids(node, endpoint).some(id => id.startsWith('azure-acl'));

function verdicts(node: NodeUnderTest) {
  return {
    client: node.allows(CLIENT, SERVER, 80),
    clientElsewhere: node.allows(CLIENT, SERVER, 81),
    other: node.allows(OTHER, SERVER, 80),
    node: node.allows(NODE_ADDRESS, SERVER, 80),
    out: node.allows(SERVER, CLIENT, 4711),
    outside: node.allows(SERVER, OTHER, 80),
    open: node.allows(OTHER, OPEN, 80),
  };
}
const ENFORCED = { client: true, clientElsewhere: false, other: false, node: true, out: true, outside: false, open: true };

/** The behaviour that NPM intends for its ACLs. In the strict position, ACLs with sets match no peer. */
const AS_NPM_MEANS = { setSides: 'sourceDestination', severalSets: 'all' } as const satisfies Partial<Switches>;

describe('agent: takeover from Azure NPM', () => {
  let node: NodeUnderTest;
  let left: Endpoints;

  beforeEach(() => {
    node = new NodeUnderTest(AS_NPM_MEANS);
    left = afterNpm(node);
  });
  afterEach(() => node.end());

  it('uses leftovers as NPM writes them: sets by hash, peers of In in LocalAddresses, 222 before 3000, the node at 201', () => {
    const [first, last, ...rest] = npmAcls(local, NODE_ADDRESS, [ingress]);
    const { LocalAddresses, ...settings } = first!.Settings as Record<string, unknown>;
    assert.match(String(LocalAddresses), /^azure-npm-[a-z0-9]{20},azure-npm-[a-z0-9]{20}$/);
    assert.deepEqual(settings, {
      Id: 'azure-acl-demo-p',
      Protocols: '6',
      Action: 'Allow',
      Direction: 'In',
      LocalPorts: '80',
      RuleType: 'Switch',
      Priority: 222,
    });
    const own = { Id: 'azure-acl-demo-p', RuleType: 'Switch' };
    assert.deepEqual(
      [last!, ...rest],
      [
        { Type: 'ACL', Settings: { ...own, Action: 'Block', Direction: 'In', Priority: 3000 } },
        { Type: 'ACL', Settings: { ...own, Action: 'Allow', Direction: 'In', RemoteAddresses: NODE_ADDRESS, Priority: 201 } },
      ],
    );
    assert.deepEqual(verdicts(node), { ...ENFORCED, open: false });
  });

  it('takes one Update per endpoint without a gap. An open pod keeps only the policies of the CNI plugin', async () => {
    node.sync(local, open, ...peers, ingress, egress);
    await node.settle();
    assert.deepEqual(updates(node).toSorted(), [left.server, left.open].sort());
    assert.deepEqual(verdicts(node), ENFORCED);
    assert.deepEqual(node.foreign(left.server), FOREIGN);
    assert.notDeepEqual(node.ours(left.server), []);
    assert.deepEqual(node.hns.policiesOf(left.open), FOREIGN);
    assert.equal(await node.metric('taken_over_endpoints_total', { from: 'azure-npm' }), 2);
    assert.equal(await node.metric('drift_repaired_total'), 0);
    assert.equal(node.lines('info').filter(line => line === 'endpoint taken over').length, 2);
    await node.pass(300);
    assert.equal(updates(node).length, 2);
  });

  it('reuses its priorities, which the same Update frees', async () => {
    const taken = [300, 1000, 65000].map(Priority => ({
      Type: 'ACL',
      Settings: { Id: 'azure-acl-demo-old', Action: 'Block', Direction: 'In', RemoteAddresses: OTHER, RuleType: 'Switch', Priority },
    }));
    leaveAzureNpmAcls(node.hns, left.server, taken);
    node.sync(local, ...peers, ingress);
    await node.settle();
    const numbers = node.hns
      .policiesOf(left.server)
      .map(({ Settings }) => Settings as { Id?: string; Priority?: number })
      .filter(({ Id, Priority }) => Id?.startsWith('hns-policy-agent.') && Priority !== undefined)
      .map(({ Priority }) => Priority);
    assert.deepEqual([...new Set(numbers)].sort(), [1000, 300, 65000]);
  });

  it('replaces leftovers that appear later, without counting drift', async () => {
    node.sync(local, open, ...peers, ingress, egress);
    await node.settle();
    leaveAzureNpmAcls(node.hns, left.server, npmAcls(local, NODE_ADDRESS, [ingress]));
    await node.pass(31);
    assert.equal(hasLeft(node, left.server), false);
    assert.equal(await node.metric('drift_repaired_total'), 0);
    assert.equal(await node.metric('taken_over_endpoints_total', { from: 'azure-npm' }), 3);
  });

  it('leaves an endpoint alone until its pod is known', async () => {
    const before = node.hns.policiesOf(left.server);
    node.sync(open, ...peers, ingress, egress);
    await node.settle();
    await node.pass(120);
    assert.deepEqual(node.hns.policiesOf(left.server), before);
    node.set(local);
    await node.settle();
    assert.equal(hasLeft(node, left.server), false);
    assert.deepEqual(verdicts(node), ENFORCED);
  });

  it('keeps NPM’s ACLs after a failed Update, and retries', async () => {
    node.hns.faults.plant({ on: 'HcnModifyEndpoint', id: left.server, fail: 'HCN_E_PORT_NOT_FOUND', times: 1 });
    node.sync(local, open, ...peers, ingress, egress);
    await node.settle();
    assert.deepEqual(verdicts(node), ENFORCED);
    assert.equal(await node.metric('taken_over_endpoints_total', { from: 'azure-npm' }), 2);
  });

  it('treats success with remaining leftovers as a failure', async () => {
    node.hns.faults.plant({ on: 'HcnModifyEndpoint', id: left.server, swallow: true, times: 1 });
    node.sync(local, open, ...peers, ingress, egress);
    await node.pass(0.2);
    assert.deepEqual(node.lines('error'), ['endpoint not updated']);
    await node.pass(31);
    assert.equal(hasLeft(node, left.server), false);
  });

  it('treats them as foreign with takeover: none', async () => {
    await node.end();
    node = new NodeUnderTest(AS_NPM_MEANS, { takeover: [] });
    left = afterNpm(node);
    const kept = node.foreign(left.server);
    node.sync(local, open, ...peers, ingress, egress);
    await node.settle();
    assert.deepEqual(updates(node), [left.server]);
    assert.deepEqual(node.foreign(left.server), kept);
  });
});

describe('agent: ACLs of Azure NPM that implement no NetworkPolicy', () => {
  const WIRE_SERVER = '168.63.129.16';
  // On a network named Calico NPM replaces the ACLs of the CNI plugin by these. The block alone would close all other traffic on Server 2025.
  for (const noMatch of SWITCHES.noMatch) {
    it(`its base ACLs stay, so the WireServer stays blocked and the rest open (noMatch: ${noMatch})`, async () => {
      const node = new NodeUnderTest({ noMatch });
      try {
        const left = afterNpm(node, [...FOREIGN.slice(0, 2), ...NPM_BASE_ACLS]);
        node.sync(local, open, ...peers, ingress);
        await node.settle();
        assert.deepEqual(node.foreign(left.server), [...FOREIGN.slice(0, 2), ...NPM_BASE_ACLS]);
        assert.deepEqual(node.hns.policiesOf(left.open), [...FOREIGN.slice(0, 2), ...NPM_BASE_ACLS]);
        for (const from of [SERVER, OPEN]) {
          assert.equal(node.allows(from, WIRE_SERVER, 80), false);
          assert.equal(node.allows(from, WIRE_SERVER, 443), true);
        }
        assert.equal(node.allows(OTHER, OPEN, 80), true);
        assert.equal(node.allows(OTHER, SERVER, 80), false);
      } finally {
        await node.end();
      }
    });
  }

  it('treats a policy whose namespace starts with base as a policy', async () => {
    const node = new NodeUnderTest();
    try {
      const endpoint = node.endpoint(OPEN);
      leaveAzureNpmAcls(node.hns, endpoint, [
        { Type: 'ACL', Settings: { Id: 'azure-acl-baseline-deny', Action: 'Block', Direction: 'In', RuleType: 'Switch', Priority: 3000 } },
      ]);
      node.sync(open);
      await node.settle();
      assert.deepEqual(node.hns.policiesOf(endpoint), FOREIGN);
    } finally {
      await node.end();
    }
  });
});

describe('agent: takeover with every simulated behaviour of HNS', () => {
  const POSITIONS = (
    [
      'guidCase',
      'stateInV2',
      'updateReplaces',
      'emptyUpdate',
      'invalidElement',
      'readBack',
      'noMatch',
      'hostFirewall',
      'setSides',
      'severalSets',
    ] as const
  ).flatMap(name => SWITCHES[name].map(position => ({ [name]: position }) as Partial<Switches>));
  const ENDPOINTS = { 'nothing of others': [], 'what a CNI leaves': FOREIGN, 'a policy of another type only': FOREIGN.slice(0, 1) };

  for (const switches of [
    ...POSITIONS,
    { updateReplaces: 'all', readBack: 'normalised', noMatch: 'denyBoth', stateInV2: 'present' } as const,
  ]) {
    for (const [what, policies] of Object.entries(ENDPOINTS)) {
      it(`${JSON.stringify(switches)}, endpoints with ${what}: taken over in one step, then left alone`, async () => {
        const node = new NodeUnderTest({ ...AS_NPM_MEANS, ...switches });
        try {
          const left = afterNpm(node, policies);
          node.sync(local, open, ...peers, ingress, egress);
          await node.settle();
          assert.deepEqual(verdicts(node), ENFORCED);
          assert.deepEqual([hasLeft(node, left.server), hasLeft(node, left.open)], [false, false]);
          assert.deepEqual(node.foreign(left.server), policies);
          assert.deepEqual(node.foreign(left.open), policies);
          assert.equal(updates(node).filter(id => id === left.server).length, 1);
          const writes = updates(node).length;
          await node.pass(120);
          assert.equal(updates(node).length, writes);
          assert.deepEqual(node.lines('error'), []);
        } finally {
          await node.end();
        }
      });
    }
  }
});
