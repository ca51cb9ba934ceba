import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { PodStatus } from '../../../../src/agent/status/status-schema.ts';
import { needs } from '../../../needs.ts';
import { ROOT } from '../../part.ts';
import { POWERSHELL_7, POWERSHELL_51, type PowerShell } from '../run.ts';
import { healthyStatus, podStatus } from './agent-status.ts';
import { type Bundle, type Gathering, gather, gatherAll } from './gather.ts';
import type { Index } from './index-schema.ts';
import { fixture, type Recordings, recordedKeys, writeRecordings } from './recordings.ts';
import { temporary } from './temporary.ts';

const ENDPOINT = (digit: number): string => `6c0e3a1d-0b6f-4b58-9f5b-2a7c1e9d000${digit}`;
const FILE = (digit: number): string => `hns/endpoints/${ENDPOINT(digit)}.json`;
const PORT = (digit: number): string => `91D0B4A2-7C11-4E0B-8D1E-2F0E6C5A000${digit}`;
const CRASHES = recordedKeys('wevtutil.exe qe System').find(key => key.includes('7031'))!;
const PROCESS = recordedKeys('powershell.exe').find(key => key.includes('ThreadCount'))!;

type Finding = Index['findings'][number];
type Document = Record<string, unknown>;

const json = (text: string): Document => JSON.parse(text) as Document;

/** The recorded node without problems: a healthy endpoint and a remote one. */
const HEALTHY: Recordings = {
  HcnEnumerateEndpoints: { text: JSON.stringify([ENDPOINT(1)]) },
  'HNSCall GET /endpoints/': {
    text: JSON.stringify({ Success: true, Output: [(json(fixture('endpoints-v1.json')).Output as unknown[])[0]] }),
  },
  [CRASHES]: { text: '<Events></Events>' },
  'sc.exe queryex kubelet': { file: 'sc-running.txt' },
  'HNSCall GET /policylists/': { text: '{"Success":true,"Output":[]}' },
};

/** The healthy endpoint with changed fields. */
function endpoint(changes: Document, keep: (policy: Document) => boolean = () => true): Recordings {
  const document = json(fixture('endpoint-1.json'));
  const Policies = (document.Policies as Document[]).filter(keep);
  return { [`HcnQueryEndpointProperties ${ENDPOINT(1)}`]: { text: JSON.stringify({ ...document, Policies, ...changes }) } };
}

const addAcl = (...settings: readonly Document[]): Recordings => {
  const { Policies } = json(fixture('endpoint-1.json')) as { Policies: unknown[] };
  return endpoint({ Policies: [...Policies, ...settings.map(Settings => ({ Type: 'ACL', Settings }))] });
};

/** A change of the healthy node, and the only finding that results from it. */
const CASES: Readonly<Record<string, readonly [Recordings, Partial<Finding>]>> = {
  'a foreign Allow in front of our Block': [
    addAcl({ Id: 'their-allow', Action: 'Allow', Direction: 'In', RuleType: 'Switch', Priority: 500 }),
    {
      severity: 'warning',
      code: 'foreign-in-front',
      title: `Endpoint ${ENDPOINT(1)} has a foreign Allow in front of the agent's Block for In`,
      evidence: [FILE(1)],
    },
  ],
  'a crash of HNS': [
    {
      [CRASHES]: {
        text: fixture('service-crashes.xml')
          .replaceAll('7034', '7035')
          .replace(/<Event xmlns(?:(?!<Event xmlns).)*Dienst.*?<\/Event>/, ''),
      },
    },
    {
      severity: 'warning',
      code: 'hns-crashed',
      title: 'HNS restarted 1 time in the last 7 days',
      evidence: ['events/service-crashes.xml'],
    },
  ],
  'a log of crashes that is cut in the middle': [
    { [CRASHES]: { text: fixture('service-crashes.xml').slice(0, fixture('service-crashes.xml').indexOf('</Event>') + 60) } },
    { code: 'hns-crashed', title: 'HNS restarted 1 time in the last 7 days' },
  ],
  'JSON that cannot be parsed': [
    { 'HNSCall GET /policylists/': { text: '{"Success":true,"Output":[' } },
    {
      severity: 'warning',
      code: 'not-examined',
      title: 'hns/policylists-v1.json could not be read',
      evidence: ['hns/policylists-v1.json'],
    },
  ],
  'a stopped HNS': [
    { 'sc.exe queryex hns': { text: fixture('sc-running.txt').replace('4  RUNNING', '1  STOPPED') } },
    {
      severity: 'error',
      code: 'service-not-running',
      title: 'Service hns is stopped',
      subjects: ['hns'],
      evidence: ['services/hns-queryex.txt'],
    },
  ],
  'a German kubelet that stopped': [
    { 'sc.exe queryex kubelet': { file: 'sc-stopped-german.txt' } },
    { severity: 'warning', code: 'service-not-running', title: 'Service kubelet is stopped' },
  ],
  'an HNS with many threads': [
    { [PROCESS]: { text: '{"Id":2876,"ThreadCount":431}' } },
    { severity: 'warning', code: 'hns-threads', title: 'HNS has 431 threads', evidence: ['services/hns-process.json'] },
  ],
  'an old HNS': [
    { 'HNSCall GET /globals/version': { text: '{"Success":true,"Output":{"Major":7,"Minor":2}}' } },
    { severity: 'error', code: 'hns-too-old', title: 'HNS 7.2 is too old', evidence: ['hns/version.json'] },
  ],
  'a blocked VFP port': [
    { [`vfpctrl.exe /port ${PORT(1)} /get-port-state`]: { file: 'vfp-state-blocked.txt' } },
    { severity: 'error', code: 'vfp-port-blocked', subjects: [ENDPOINT(1)], evidence: [`vfp/${PORT(1)}/state.txt`, FILE(1)] },
  ],
  'ACLs that VFP has not': [
    { [`vfpctrl.exe /port ${PORT(1)} /layer ACL_ENDPOINT_LAYER /list-rule`]: { file: 'vfp-rules-2.txt' } },
    {
      severity: 'error',
      code: 'acl-not-in-vfp',
      title: `3 ACLs of endpoint ${ENDPOINT(1)} are missing in VFP`,
      evidence: [`vfp/${PORT(1)}/acl-rules.txt`, FILE(1)],
    },
  ],
  'a VFP port that is not there': [
    { 'vfpctrl.exe /list-vmswitch-port': { text: fixture('vfp-ports.txt').replaceAll(PORT(1), PORT(9)) } },
    { severity: 'error', code: 'vfp-port-missing', subjects: [ENDPOINT(1)], evidence: ['hns/endpoints-v1.json', 'vfp/ports.txt'] },
  ],
  'an endpoint that is only created': [
    endpoint({ State: 1 }),
    { severity: 'warning', code: 'endpoint-state', title: `Endpoint ${ENDPOINT(1)} is in state 1 (Created)`, evidence: [FILE(1)] },
  ],
  'others with a tie': [
    addAcl({ Action: 'Block', Direction: 'In', Priority: 65499, RuleType: 'Switch' }),
    { severity: 'warning', code: 'priority-tie', title: `Endpoint ${ENDPOINT(1)} has In ACLs of priority 65499 with different actions` },
  ],
  'a tie with ours': [
    addAcl({ Action: 'Block', Direction: 'In', Priority: 1000 }),
    { severity: 'error', code: 'priority-tie', title: `Endpoint ${ENDPOINT(1)} has In ACLs of priority 1000 with different actions` },
  ],
  'a priority above the highest': [
    addAcl({ Action: 'Block', Direction: 'In', Priority: 65535, RuleType: 'Switch' }),
    { severity: 'warning', code: 'priority-too-high' },
  ],
  'ACLs for one direction': [
    endpoint({}, ({ Settings }) => (Settings as Document).Direction !== 'Out'),
    { severity: 'warning', code: 'one-direction', title: `Endpoint ${ENDPOINT(1)} has ACLs for In and none for Out` },
  ],
  'an ACL twice': [
    addAcl({ Id: 'hns-policy-agent.c91e5f07a8b3d264', Action: 'Block', Direction: 'In', Priority: 65000, RuleType: 'Switch' }),
    { severity: 'warning', code: 'duplicate-acl' },
  ],
  'no ACL of ours': [
    endpoint({}, ({ Settings }) => !String((Settings as Document).Id).startsWith('hns-policy-agent.')),
    { severity: 'warning', code: 'no-own-acl', title: 'No ACL of the agent on any of 1 endpoint' },
  ],
  'a remote endpoint with a local address': [
    {
      HcnEnumerateEndpoints: { text: JSON.stringify([ENDPOINT(1), ENDPOINT(4)]) },
      [`HcnQueryEndpointProperties ${ENDPOINT(4)}`]: { text: fixture('endpoint-4.json').replace('10.224.1.15', '10.224.0.72') },
    },
    { severity: 'warning', code: 'stale-remote-endpoint', title: 'A remote endpoint has the address 10.224.0.72 of a local one' },
  ],
  'a network with an error': [
    { 'HNSCall GET /networks/': { text: fixture('networks-v1.json').replace('"LastErrorCode":0', '"LastErrorCode":2151350279') } },
    { severity: 'warning', code: 'network-unhealthy', title: 'HNS network azure reports an error', evidence: ['hns/networks-v1.json'] },
  ],
  'an address that the host lost': [
    { 'HNSCall GET /networks/': { text: fixture('networks-v1.json').replace('10.224.0.4"', '10.224.0.40"') } },
    { severity: 'error', code: 'management-address' },
  ],
  'no network for pods': [
    {
      ...Object.fromEntries(
        recordedKeys('HcnQueryNetworkProperties').map(key => [key, { text: `{"ID":"${key.split(' ')[1]}","Name":"nat"}` }]),
      ),
      'HNSCall GET /networks/': { text: '{"Success":true,"Output":[]}' },
    },
    { severity: 'warning', code: 'no-pod-network', detail: 'types found: NAT' },
  ],
  'a load balancer that is not in force': [
    { 'HNSCall GET /policylists/': { file: 'policylists-v1.json' } },
    { severity: 'warning', code: 'load-balancer-state', title: '1 load balancer of 2 not in force', evidence: ['hns/policylists-v1.json'] },
  ],
};

const LAYERS = Object.fromEntries(
  recordedKeys('vfpctrl.exe')
    .filter(key => key.endsWith('/list-layer'))
    .map(key => [key, { text: fixture('vfp-layers.txt').replaceAll('LB_DSR', 'LB') }]),
);
/** One load balancer for each address of a Service. Undefined: a NodePort. */
const balancers = (...IsDSR: readonly (boolean | undefined)[]): Recordings => ({
  'HNSCall GET /policylists/': {
    text: JSON.stringify({
      Success: true,
      Output: IsDSR.map((flag, index) => ({
        State: 2,
        Policies: [{ Type: 'ELB', VIPs: flag === undefined ? [] : [`10.96.0.${index + 1}`], ...(flag && { IsDSR: true }) }],
      })),
    }),
  },
});
const EVIDENCE = ['hns/policylists-v1.json'];
const HNS_STATE = 'reg.exe query HKLM\\SYSTEM\\CurrentControlSet\\Services\\hns\\State';

/** kube-proxy and HNS's switches: a change of the healthy node, and the only finding, or none. */
const NODE_CASES: Readonly<Record<string, readonly [Recordings, Partial<Finding> | undefined]>> = {
  'load balancers with DSR': [{ ...LAYERS, ...balancers(true, true) }, undefined],
  'load balancers without DSR': [
    balancers(false, false),
    {
      severity: 'error',
      code: 'kube-proxy-without-dsr',
      detail: '0 of 2 load balancers of Services have IsDSR',
      subjects: ['kube-proxy'],
      evidence: EVIDENCE,
    },
  ],
  'load balancers that differ': [
    { ...LAYERS, ...balancers(true, false) },
    { severity: 'note', code: 'kube-proxy-dsr-unknown', detail: '1 of 2 load balancers of Services have IsDSR', evidence: EVIDENCE },
  ],
  'no load balancer and no layer of VFP for DSR': [
    { ...LAYERS, ...balancers(undefined) },
    { severity: 'note', code: 'kube-proxy-dsr-unknown', detail: 'there is no load balancer of a Service and no VFP layer LB_DSR' },
  ],
  'a switch of HNS that is 0': [
    { [HNS_STATE]: { text: fixture('reg-hns-state.txt').replace('0x1', '0x0') } },
    {
      severity: 'note',
      code: 'hns-switches',
      title: '1 recommended registry value of HNS not set',
      detail: 'hns\\State\\HnsAclUpdateChange',
      evidence: ['host/windows.txt', 'host/registry-hns-state.txt', 'host/registry-vfpext-parameters.txt'],
    },
  ],
  'no switches of HNS': [
    { [HNS_STATE]: { exitCode: 1, error: 'ERROR' } },
    { code: 'hns-switches', title: '9 recommended registry values of HNS not set' },
  ],
  'no switches of HNS on Server 2025': [
    {
      [HNS_STATE]: { exitCode: 1, error: 'ERROR' },
      'reg.exe query HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion': {
        text: fixture('reg-currentversion.txt').replaceAll('20348', '26100'),
      },
    },
    undefined,
  ],
};

const SINCE = '2026-11-22T09:58:00.000Z';
const statusOf = (pod: Partial<PodStatus>): string =>
  JSON.stringify(healthyStatus({ pods: [podStatus({ endpoint: ENDPOINT(1).toUpperCase(), ...pod })] }));
const foreignIssue = (code: 'foreign-allow' | 'foreign-block'): PodStatus['issues'][number] => ({
  severity: 'error',
  code,
  pod: 'demo/web',
  path: '',
  message: 'foreign ACL "x"',
});
/** The agent's ACLs on the healthy endpoint. */
const OWN = (json(fixture('endpoint-1.json')).Policies as Document[]).filter(policy =>
  JSON.stringify(policy).includes('"hns-policy-agent.'),
).length;

/** A status of the agent, and the finding that results from it. */
const AGENT: Readonly<Record<string, readonly [Readonly<Record<string, string>>, Partial<Finding>]>> = {
  'an agent that is not ready': [
    {
      '/healthz':
        '{"state":"syncing","ready":false,"inSync":false,"failingEndpoints":2,"waitingPods":0,"watches":[{"kind":"pod","connected":false,"lastError":"HTTP 403"}]}',
    },
    {
      severity: 'error',
      code: 'agent-not-ready',
      detail:
        'state syncing; it has not yet received all objects of the cluster; failingEndpoints 2; watch of pod is not connected: HTTP 403',
    },
  ],
  'an agent in trouble': [
    { '/healthz': '{"state":"degraded","ready":true,"inSync":true,"failingEndpoints":1,"waitingPods":0,"watches":[]}' },
    { severity: 'error', code: 'agent-unhealthy', title: 'The agent is degraded', detail: 'state degraded; failingEndpoints 1' },
  ],
  'an agent on a node that is too old': [
    { '/healthz': '{"state":"unsupported","ready":true,"inSync":true,"failingEndpoints":0,"waitingPods":0,"watches":[]}' },
    { severity: 'error', code: 'agent-unsupported', title: 'Windows or HNS is too old for the agent' },
  ],
  'an agent that waits for another engine to go': [
    {
      '/healthz':
        '{"state":"waiting","ready":false,"inSync":true,"pendingUpdates":2,"otherEngines":["kube-system/azure-npm-win-x1"],"watches":[]}',
    },
    { severity: 'error', code: 'agent-waiting', detail: 'state waiting; pendingUpdates 2; pod kube-system/azure-npm-win-x1 runs' },
  ],
  'an agent that runs dry': [
    { '/healthz': '{"state":"dry-run","ready":true,"inSync":true,"dryRun":true,"pendingUpdates":1,"otherEngines":[],"watches":[]}' },
    { severity: 'warning', code: 'agent-dry-run', detail: 'state dry-run; pendingUpdates 1' },
  ],
  'a pod that cannot be protected': [
    {
      '/status': statusOf({ acls: { desired: 5, actual: 4 }, result: 'failed', trouble: { since: SINCE, error: 'HCN_E_X', failures: 3 } }),
    },
    {
      severity: 'error',
      code: 'pod-not-enforced',
      title: 'Pod demo/web is out of sync with its NetworkPolicies',
      detail: `since ${SINCE}; 3 failed attempts; HCN_E_X`,
      subjects: [ENDPOINT(1), 'demo/web'],
      evidence: ['agent/status.json', FILE(1)],
    },
  ],
  'a pod that a foreign ACL opens': [
    { '/status': statusOf({ acls: { desired: OWN, actual: OWN }, issues: [foreignIssue('foreign-allow')] }) },
    {
      severity: 'error',
      code: 'foreign-allow',
      title: 'A foreign ACL opens pod demo/web',
      detail: 'foreign ACL "x"',
      subjects: [ENDPOINT(1), 'demo/web'],
      evidence: ['agent/status.json', FILE(1)],
    },
  ],
  'a pod that a foreign ACL closes': [
    { '/status': statusOf({ acls: { desired: OWN, actual: OWN }, issues: [foreignIssue('foreign-block')] }) },
    { severity: 'error', code: 'foreign-block', detail: 'foreign ACL "x"', subjects: [ENDPOINT(1), 'demo/web'] },
  ],
  'an agent that knows that kube-proxy runs without DSR': [
    { '/status': JSON.stringify(healthyStatus({ kubeProxy: { dsr: 'off', evidence: 'the load balancers have no IsDSR' } })) },
    {
      severity: 'error',
      code: 'kube-proxy-without-dsr',
      detail: 'the load balancers have no IsDSR',
      evidence: ['agent/status.json', 'hns/policylists-v1.json'],
    },
  ],
  'a pod that no endpoint belongs to': [
    { '/status': JSON.stringify(healthyStatus({ pods: [podStatus({ result: 'waiting', trouble: { since: SINCE, failures: 0 } })] })) },
    { code: 'pod-not-enforced', detail: `since ${SINCE}; 0 failed attempts; no endpoint has its address`, subjects: ['demo/web'] },
  ],
  'an endpoint with other ACLs than the agent last saw': [
    { '/status': statusOf({ acls: { desired: OWN + 1, actual: OWN + 1 } }) },
    {
      severity: 'error',
      code: 'acl-count',
      title: `Endpoint ${ENDPOINT(1)} has ${OWN} ACLs of the agent, but ${OWN + 1} are desired`,
      evidence: ['agent/status.json', FILE(1)],
    },
  ],
  'rejected policies': [
    { '/metrics': 'hns_policy_rejected_policies{code="unsupported-sctp"} 2\nhns_policy_rejected_policies{code="invalid"} 0\n' },
    {
      severity: 'warning',
      code: 'rejected-policies',
      detail: 'code="unsupported-sctp": 2',
      evidence: ['agent/metrics.txt', 'agent/log/agent.log'],
    },
  ],
  'calls that failed': [
    {
      '/metrics':
        'hns_policy_hns_calls_total{function="HcnModifyEndpoint",result="rejected"} 3\nhns_policy_hns_calls_total{function="HcnModifyEndpoint",result="ok"} 9\n' +
        'hns_policy_hns_calls_total{function="HcnQueryEndpointProperties",result="not-found"} 1\n',
    },
    { severity: 'warning', code: 'hns-calls-failed', detail: 'function="HcnModifyEndpoint",result="rejected": 3' },
  ],
  'repaired drift': [
    { '/metrics': 'hns_policy_drift_repaired_total 3\n' },
    { severity: 'note', code: 'drift-repaired', title: 'The agent restored ACLs 3 times' },
  ],
};

const CONTENT = '{"state":"healthy","ready":true,"inSync":true,"failingEndpoints":0,"waitingPods":0,"watches":[]}';

function serve(answers: Readonly<Record<string, string>>): Promise<Server> {
  const all: Readonly<Record<string, string>> = {
    '/healthz': CONTENT,
    '/readyz': CONTENT,
    '/metrics': 'hns_policy_in_sync 1\n',
    ...answers,
  };
  const server = createServer((request, response) => {
    const answer = all[request.url ?? ''];
    response.writeHead(answer === undefined ? 404 : 200).end(answer);
  });
  return new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(server)));
}

const uriOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

describe('powershell/diagnostics/findings', function () {
  this.timeout(300_000);
  before(function () {
    needs(this, 'dotnet');
  });
  const folder = temporary();
  const servers: Server[] = [];

  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.close();
      server.closeAllConnections();
    }
  });

  async function agent(answers: Readonly<Record<string, string>> = {}): Promise<string> {
    const server = await serve(answers);
    servers.push(server);
    return uriOf(server);
  }

  async function node(changes: Recordings, AgentUri: string): Promise<Gathering> {
    const place = await folder();
    const AgentLogPath = join(place, 'agent.log');
    writeFileSync(AgentLogPath, '{"level":"info","message":"agent started"}\n');
    return {
      folder: place,
      recordings: writeRecordings(await folder(), { ...HEALTHY, ...changes }),
      parameters: { AgentUri, AgentLogPath },
    };
  }

  function assertOnly(title: string, { index }: Bundle, expected: Partial<Finding>): void {
    assert.deepEqual(
      index.findings.map(({ code }) => code),
      [expected.code],
      title,
    );
    const [finding] = index.findings;
    for (const [key, value] of Object.entries(expected)) assert.deepEqual(finding![key as keyof Finding], value, `${title}: ${key}`);
    for (const path of finding!.evidence)
      assert.ok(
        index.files.some(file => file.path === path),
        `${title}: no file ${path}`,
      );
  }

  it('are absent on a healthy node', async () => {
    const { index, text } = await gather(await node({}, await agent({ '/status': statusOf({ acls: { desired: OWN, actual: OWN } }) })));
    assert.deepEqual(index.findings, []);
    assert.deepEqual(index.counts, { error: 0, warning: 0, note: 0 });
    assert.match(text('index.html'), /No problems found/);
  });

  it('result from data of Windows and HNS, each alone, with its evidence', async () => {
    const uri = await agent();
    const bundles = await gatherAll(await Promise.all(Object.values(CASES).map(([changes]) => node(changes, uri))));
    for (const [number, [title, [, expected]]] of Object.entries(CASES).entries()) assertOnly(title, bundles[number]!, expected);
  });

  it('are reported as missing for JSON that only Windows PowerShell cannot parse, because it has more than two megabytes', async () => {
    const list = { ID: '1', State: 2, Name: 'x'.repeat(3_000_000) };
    const codes = async (on: PowerShell) => {
      const gathering = await node({ 'HNSCall GET /policylists/': { file: 'large.json' } }, await agent());
      writeFileSync(join(gathering.recordings!, 'large.json'), JSON.stringify({ Success: true, Output: [list] }));
      return (await gather({ ...gathering, on })).index.findings.map(({ code }) => code);
    };
    assert.deepEqual(await codes(POWERSHELL_7), []);
    assert.deepEqual(await codes(POWERSHELL_51), ['not-examined']);
  });

  it('about kube-proxy and the switches of HNS result from their evidence only', async () => {
    const uri = await agent();
    const bundles = await gatherAll(await Promise.all(Object.values(NODE_CASES).map(([changes]) => node(changes, uri))));
    for (const [number, [title, [, expected]]] of Object.entries(NODE_CASES).entries()) {
      if (expected) assertOnly(title, bundles[number]!, expected);
      else assert.deepEqual(bundles[number]!.index.findings, [], title);
    }
  });

  it('result from the status of the agent, each alone, with its evidence', async () => {
    const nodes = await Promise.all(Object.values(AGENT).map(async ([answers]) => node({}, await agent(answers))));
    const bundles = await gatherAll(nodes);
    for (const [number, [title, [, expected]]] of Object.entries(AGENT).entries()) assertOnly(title, bundles[number]!, expected);
  });

  it('are sorted by severity and counted', async () => {
    const { index } = await gather({ folder: await folder() });
    const severities = index.findings.map(({ severity }) => severity);
    const order = ['error', 'warning', 'note'];
    assert.deepEqual(
      severities,
      [...severities].sort((a, b) => order.indexOf(a) - order.indexOf(b)),
    );
    assert.deepEqual(index.counts, { error: 6, warning: 5, note: 0 });
    assert.equal(index.findings.find(({ code }) => code === 'hns-crashed')?.title, 'HNS restarted 3 times in the last 7 days');
    assert.equal(index.findings.find(({ code }) => code === 'shared-address')?.title, '2 endpoints have the address 10.224.0.73');
  });

  it('are all explained in docs/diagnostics.md', () => {
    const page = readFileSync(join(ROOT, 'docs/diagnostics.md'), 'utf8');
    const expected = [CASES, AGENT, NODE_CASES].flatMap(cases => Object.values(cases).flatMap(([, finding]) => finding ?? []));
    for (const { code } of expected) assert.ok(page.includes(`\`${code}\``), code);
  });

  it('are still reported if other evidence is invalid', async () => {
    const nonsense: Recordings = {
      'HNSCall GET /endpoints/': { text: '[[1,null],"x"' },
      'HNSCall GET /networks/': { text: '{"Success":true,"Output":"x"}' },
      'HNSCall GET /policylists/': { text: '{"Success":true,"Output":[null,7,{"State":"x"}]}' },
      'HNSCall GET /globals/version': { text: 'null' },
      [`HcnQueryEndpointProperties ${ENDPOINT(1)}`]: {
        text: `{"ID":"${ENDPOINT(1)}","Policies":[null,{"Type":"ACL"},{"Type":"ACL","Settings":{"Priority":"many"}}],"Flags":null}`,
      },
      [PROCESS]: { text: '[]' },
      'vfpctrl.exe /list-vmswitch-port': { text: 'ERROR' },
    };
    const { index } = await gather(
      await node({ ...nonsense, [CRASHES]: { file: 'service-crashes.xml' } }, await agent({ '/healthz': '7', '/metrics': '\0' })),
    );
    const codes = index.findings.map(({ code }) => code);
    assert.ok(codes.includes('hns-crashed') && codes.includes('agent-not-ready'), codes.join(', '));
  });
});
