import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Plan } from '../../../../src/cli/plan/plan-schema.ts';
import { acl } from '../../../../src/hns/acl/acl.ts';
import type { AclPolicy } from '../../../../src/hns/document/acl-schema.ts';
import { SimulatedHns } from '../../../../src/simulator/hns/hns.ts';
import type { Policy } from '../../../../src/simulator/hns/records.ts';
import { needs } from '../../../needs.ts';
import { bridge } from '../../build.ts';
import { type SimulatorServer, SOCKET_VARIABLE, serveSimulator } from '../../simulator-server.ts';
import { socketPlace } from '../module/module.ts';
import { healthyStatus, podStatus } from './agent-status.ts';
import { type Bundle, gatherAll, gatherAndEnd, statuses } from './gather.ts';
import { temporary } from './temporary.ts';

const OURS: readonly AclPolicy[] = [
  acl({ direction: 'In', action: 'Allow', priority: 300, addresses: '10.224.0.4' }, 'node'),
  acl({ direction: 'In', action: 'Allow', priority: 1000, addresses: '10.224.1.15', protocol: 'TCP', ports: '80' }, 'demo/demo-policy'),
  acl({ direction: 'In', action: 'Block', priority: 65000 }, 'default'),
  acl({ direction: 'Out', action: 'Allow', priority: 65000 }, 'default'),
];
const FOREIGN: Policy = { Type: 'ACL', Settings: { Action: 'Block', Direction: 'Out', Priority: 200, Protocols: '6', RuleType: 'Switch' } };
const ALLOW_IN: Policy = { Type: 'ACL', Settings: { Action: 'Allow', Direction: 'In', Priority: 65499, RuleType: 'Switch' } };

const plan: Plan = {
  nodes: [
    {
      node: 'win1',
      endpoints: [
        { namespace: 'demo', pod: 'server', ipAddresses: ['10.224.0.72'], isolated: { ingress: true, egress: false }, policies: [...OURS] },
        { namespace: 'demo', pod: 'other', ipAddresses: ['10.224.0.73'], isolated: { ingress: false, egress: false }, policies: [] },
      ],
    },
  ],
  issues: [],
};

describe('powershell/diagnostics/native', function () {
  this.timeout(300_000);
  const folder = temporary();
  let hns: SimulatedHns;
  let server: SimulatorServer;
  let pod: string;
  let other: string;
  let dll: string;

  before(async function () {
    needs(this, 'dotnet');
    dll = (await bridge()).netstandard;
  });

  beforeEach(async () => {
    hns = new SimulatedHns({ version: { Major: 15, Minor: 4 } });
    const network = hns.addNetwork({ name: 'azure' });
    const namespace = hns.addNamespace();
    const policies = [FOREIGN, ALLOW_IN, ...OURS] as readonly Policy[];
    pod = hns.addEndpoint({ network, namespace, name: 'demo-server', ips: ['10.224.0.72'], policies });
    other = hns.addEndpoint({ network, ips: ['10.224.0.73'], policies: [FOREIGN, ALLOW_IN] });
    server = await serveSimulator(hns, socketPlace());
  });

  afterEach(async () => {
    hns.faults.clear();
    await server.close();
  });

  /** A host on which only HNS answers. */
  async function look(
    parameters: Readonly<Record<string, string | number | Readonly<Record<string, number>>>> = {},
    by = gatherAll,
  ): Promise<Bundle> {
    const env = { HNS_POLICY_BRIDGE: dll, [SOCKET_VARIABLE]: server.path };
    const [bundle] = await by([{ folder: await folder(), recordings: null, env, parameters: { NodeName: 'win1', ...parameters } }]);
    return bundle!;
  }

  async function planFile(): Promise<string> {
    const path = join(await folder(), 'plan.json');
    writeFileSync(path, JSON.stringify(plan));
    return path;
  }

  const found = ({ index }: Bundle, code: string) => index.findings.filter(finding => finding.code === code);

  it("has no finding for ACLs in sync, and keeps HNS's documents unchanged", async () => {
    const bundle = await look({ PlanPath: await planFile() });
    const { index, text } = bundle;
    const { host, agent, 'hns-policylists': lists, 'hns-statistics': statistics, ...states } = statuses(index);
    assert.deepEqual([host, agent], ['ok', 'not-available']);
    // The simulator has neither load balancers nor statistics.
    assert.deepEqual([lists, statistics], ['partial', 'partial']);
    for (const [name, status] of Object.entries(states)) if (/^(hns-|acls$)/.test(name)) assert.equal(status, 'ok', name);
    assert.deepEqual(
      index.findings.filter(({ severity }) => severity === 'error'),
      [],
    );
    assert.equal(index.node.hns, '15.4');
    const document = JSON.parse(text(`hns/endpoints/${pod}.json`)) as { Policies: unknown };
    assert.deepEqual(document.Policies, [FOREIGN, ALLOW_IN, ...OURS]);
    const drift = JSON.parse(text('acls/drift.json')) as { desiredAcls: number; differences: unknown[] };
    assert.deepEqual(drift, { desiredAcls: 4, differences: [] });
    const listed = JSON.parse(text('acls/actual.json')) as { Endpoint: string; Id: string; Ours: boolean }[];
    assert.deepEqual(new Set(listed.filter(({ Ours }) => Ours).map(({ Id }) => Id)), new Set(OURS.map(({ Settings }) => Settings.Id)));
    const fact = index.endpoints.find(({ id }) => id === pod);
    assert.deepEqual([fact?.ourAcls, fact?.otherAcls, fact?.priorities, fact?.addresses], [4, 2, '200-65499', ['10.224.0.72']]);
  });

  it('names missing, extra and changed ACLs of an endpoint', async () => {
    const edited = { ...OURS[0]!, Settings: { ...OURS[0]!.Settings, RemoteAddresses: '0.0.0.0/1' } };
    hns.setPolicies(pod, [FOREIGN, edited, OURS[2]!] as readonly Policy[]);
    hns.setPolicies(other, [FOREIGN, ALLOW_IN, OURS[1]!] as readonly Policy[]);
    const bundle = await look({ PlanPath: await planFile() });
    const [missing] = found(bundle, 'acl-missing');
    assert.equal(missing?.title, `Endpoint ${pod} lacks 2 ACLs of the agent`);
    assert.match(missing.detail, /pod demo\/server/);
    for (const { Settings } of [OURS[1]!, OURS[3]!]) assert.ok(missing.detail.includes(Settings.Id));
    assert.deepEqual(missing.evidence, ['acls/drift.json', `hns/endpoints/${pod}.json`]);
    assert.deepEqual(missing.subjects, [pod]);
    assert.equal(found(bundle, 'acl-changed')[0]?.title, `Endpoint ${pod} has 1 ACL of the agent with different content`);
    assert.equal(found(bundle, 'acl-extra')[0]?.title, `Endpoint ${other} has 1 ACL of the agent too many`);
    // The changes include some that the agent would never make.
    assert.ok(bundle.index.findings.slice(0, 3).every(({ severity }) => severity === 'error'));
  });

  it('uses the ACL counts of the running agent without a plan', async () => {
    hns.setPolicies(pod, [FOREIGN] as readonly Policy[]);
    const server = podStatus({ pod: 'server', endpoint: pod, acls: { desired: 4, actual: 4 } });
    const agent = createServer((request, response) => {
      const answers: Readonly<Record<string, string>> = {
        '/status': JSON.stringify(healthyStatus({ pods: [server, podStatus({ pod: 'other', endpoint: other })] })),
        '/healthz': JSON.stringify({ state: 'healthy', ready: true, inSync: true, failingEndpoints: 0, waitingPods: 0, watches: [] }),
        '/readyz': '{}',
        '/metrics': 'hns_policy_in_sync 1\n',
      };
      response.end(answers[request.url ?? '']);
    });
    try {
      const uri = await new Promise<string>(resolve => {
        agent.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(agent.address() as AddressInfo).port}`));
      });
      const bundle = await look({ AgentUri: uri });
      assert.equal(bundle.index.node.agent, 'healthy');
      const [count, ...more] = found(bundle, 'acl-count');
      assert.equal(count?.title, `Endpoint ${pod} has 0 ACLs of the agent, but 4 are desired`);
      assert.deepEqual(count.evidence, ['agent/status.json', `hns/endpoints/${pod}.json`]);
      assert.deepEqual(more, []);
      assert.equal(found(bundle, 'no-own-acl')[0]?.severity, 'error');
    } finally {
      agent.close();
      agent.closeAllConnections();
    }
  });

  it('names pods without an endpoint', async () => {
    hns.setAddresses(pod, ['10.224.0.99']);
    const bundle = await look({ PlanPath: await planFile() });
    const [lost] = found(bundle, 'pod-without-endpoint');
    assert.equal(lost?.title, 'Pod demo/server has no endpoint');
    assert.match(lost.detail, /10\.224\.0\.72; 4 ACLs desired/);
  });

  it('warns that no endpoint has an ACL of the agent if the desired state is unknown', async () => {
    hns.setPolicies(pod, [FOREIGN] as readonly Policy[]);
    const [finding] = found(await look(), 'no-own-acl');
    assert.equal(finding?.severity, 'warning');
    assert.equal(finding.title, 'No ACL of the agent on any of 2 endpoints');
  });

  it('finds endpoints that share an address or are not attached', async () => {
    hns.setAddresses(other, ['10.224.0.72']);
    hns.setState(other, 'Degraded');
    const bundle = await look();
    const [shared] = found(bundle, 'shared-address');
    assert.equal(shared?.title, '2 endpoints have the address 10.224.0.72');
    assert.deepEqual([...shared.subjects].sort(), [pod, other].sort());
    const [state] = found(bundle, 'endpoint-state');
    assert.equal(state?.title, `Endpoint ${other} is in state 5 (Degraded)`);
  });

  it('finds ACLs of one priority with different actions', async () => {
    const block: Policy = { Type: 'ACL', Settings: { Action: 'Block', Direction: 'In', Priority: 1000, RuleType: 'Switch' } };
    hns.setPolicies(pod, [FOREIGN, block, ...OURS] as readonly Policy[]);
    const [tie, ...more] = found(await look({ PlanPath: await planFile() }), 'priority-tie');
    assert.equal(tie?.severity, 'error');
    assert.equal(tie.title, `Endpoint ${pod} has In ACLs of priority 1000 with different actions`);
    assert.deepEqual(more, []);
  });

  it('reports that HNS is stopped, denies access or hangs, and continues', async () => {
    hns.stop();
    const stopped = await look();
    assert.equal(found(stopped, 'hns-not-running')[0]?.severity, 'error');
    assert.equal(statuses(stopped.index)['hns-endpoints'], 'failed');
    hns.start();

    hns.configure({ access: 'denied' });
    const denied = await look();
    assert.equal(found(denied, 'hns-access-denied')[0]?.severity, 'error');
    hns.configure({ access: 'granted' });

    hns.faults.plant({ hang: true });
    const names = ['hns-version', 'hns-networks', 'hns-endpoints', 'hns-namespaces', 'acls', 'hns-policylists', 'hns-statistics'];
    const hung = await look({ CollectorTimeout: Object.fromEntries(names.map(name => [name, 0.5])) }, gatherAndEnd);
    assert.equal(found(hung, 'hns-not-answering')[0]?.severity, 'error');
    const states = statuses(hung.index);
    assert.deepEqual(
      names.map(name => states[name]),
      ['timed-out', 'timed-out', 'skipped', 'skipped', 'skipped', 'skipped', 'skipped'],
    );
    assert.ok(hung.files.has('host/engine.json'));
    // Only the two calls occupied threads of HNS.
    assert.equal(hns.faults.hanging, 2);
  });

  it('reads all other endpoints if one cannot be read', async () => {
    hns.faults.plant({ on: 'HcnQueryEndpointProperties', id: other, fail: 'HCN_E_INVALID_JSON' });
    const { index } = await look();
    assert.deepEqual([statuses(index)['hns-endpoints'], statuses(index).acls], ['partial', 'partial']);
    assert.ok(index.files.some(({ path }) => path === `hns/endpoints/${pod}.json`));
    // The v1 list still has the endpoint.
    assert.deepEqual(index.endpoints.map(({ id }) => id).sort(), [pod, other].sort());
  });

  it('makes no change in HNS', async () => {
    await look({ PlanPath: await planFile() });
    assert.deepEqual(hns.writes, []);
  });
});
