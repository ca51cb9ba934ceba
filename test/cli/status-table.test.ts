import assert from 'node:assert/strict';
import { stripVTControlCharacters } from 'node:util';
import type { PodStatus, Status } from '../../src/agent/status/status-schema.ts';
import { shown } from '../../src/cli/paint.ts';
import { isWell } from '../../src/cli/status/status-header.ts';
import { statusTable } from '../../src/cli/status/status-table.ts';

const ago = (seconds: number) => new Date(Date.UTC(2026, 10, 25, 12) - seconds * 1000).toISOString();

const server: PodStatus = {
  namespace: 'demo',
  pod: 'server',
  addresses: ['10.224.0.72'],
  endpoint: 'e1',
  isolated: { ingress: true, egress: false },
  policies: ['demo/p'],
  acls: { desired: 7, actual: 7 },
  result: 'unchanged',
  inSyncSince: ago(180),
  issues: [],
};
const open: PodStatus = {
  ...server,
  pod: 'open',
  addresses: ['10.224.0.75', 'fd00::75'],
  isolated: { ingress: false, egress: false },
  policies: [],
  acls: { desired: 0, actual: 0 },
  inSyncSince: ago(11_000),
};
const { inSyncSince: _, ...notInForce } = server;
const broken: PodStatus = {
  ...notInForce,
  pod: 'broken',
  isolated: { ingress: true, egress: true },
  policies: ['demo/p', 'demo/q', 'demo/r', 'demo/s'],
  acls: { desired: 8, actual: 7 },
  result: 'failed',
  trouble: {
    since: ago(240),
    error:
      'HcnModifyEndpoint failed: 0x803b0007 HCN_E_PORT_NOT_FOUND {"Success":false,"Error":"The switch-port was not found. ","ErrorCode":2151350279}',
    hresult: 'HCN_E_PORT_NOT_FOUND',
    failures: 9,
    retryAt: ago(-42),
  },
};
const { endpoint: __, ...noEndpoint } = notInForce;
const lost: PodStatus = {
  ...noEndpoint,
  pod: 'lost',
  acls: { desired: 0, actual: 0 },
  result: 'waiting',
  trouble: { since: ago(5), failures: 0 },
};

const well: Status = {
  version: '0.1.0',
  node: 'akswin22000001',
  transport: 'edge',
  time: ago(0),
  startedAt: ago(11_000),
  state: 'healthy',
  stateSince: ago(300),
  ready: true,
  dryRun: false,
  otherEngines: [],
  pendingUpdates: 0,
  lastInSync: ago(12),
  hns: { hungCalls: 0, switches: { state: 'enabled', missing: [], values: {} } },
  kubeProxy: { dsr: 'on', evidence: 'the load balancers of kube-proxy have IsDSR' },
  watches: ['pod', 'namespace', 'policy'].map((kind, index) => ({
    kind,
    synced: true,
    connected: true,
    failures: 0,
    lastContact: ago(3 + 20 * index),
  })),
  pods: [open, server],
  gaps: [],
  findings: [],
};

const DISPUTE = { severity: 'error', code: 'ambiguous-address', pod: 'demo/server', path: 'status.podIPs', message: 'closed' } as const;

const lines = (status: Partial<Status>, color = false) => statusTable({ ...well, ...status }, color).map(shown);

describe('cli/status-table', () => {
  it('shows a healthy node', () => {
    assert.deepEqual(lines({}), [
      'akswin22000001: hns-policy-agent 0.1.0, transport edge, started 3h ago',
      'healthy for 5m: every endpoint is in sync',
      'last in sync 12s ago',
      'last contact: pods 3s ago, namespaces 23s ago, policies 43s ago',
      '',
      'POD          ADDRESS                ISOLATED  ACLS  IN SYNC  POLICIES',
      'demo/open    10.224.0.75, fd00::75  -         0     3h       -',
      'demo/server  10.224.0.72            ingress   7     3m       demo/p',
    ]);
  });

  it('shows that auto fell back to PowerShell, for a node that is healthy otherwise', () => {
    const status = { transport: 'powershell', transportWarning: 'HNS is called through PowerShell, because x' };
    assert.deepEqual(lines(status).slice(0, 3), [
      'akswin22000001: hns-policy-agent 0.1.0, transport powershell, started 3h ago',
      'warning: HNS is called through PowerShell, because x',
      'healthy for 5m: every endpoint is in sync',
    ]);
    assert.equal(isWell({ ...well, ...status }), true);
  });

  it('shows the pods that an administrator opened, and until when', () => {
    const issue = {
      severity: 'error',
      code: 'opened',
      pod: 'demo/server',
      path: '',
      message: 'no policy is enforced for this pod',
    } as const;
    const opened = { ...server, isolated: { ingress: false, egress: false }, policies: [], openedUntil: ago(-1_800), issues: [issue] };
    const openings = { active: [{ scope: 'pod', namespace: 'demo', name: 'server', until: ago(-1_800), reason: 'outage' } as const] };
    assert.deepEqual(lines({ state: 'degraded', pods: [open, opened], openings }).slice(1), [
      'degraded for 5m: 1 pod is opened by an administrator',
      'last in sync 12s ago',
      'last contact: pods 3s ago, namespaces 23s ago, policies 43s ago',
      'opened by an administrator: pod demo/server, for another 30m (outage)',
      '',
      'POD          ADDRESS                ISOLATED  ACLS  IN SYNC  POLICIES',
      'demo/open    10.224.0.75, fd00::75  -         0     3h       -',
      'demo/server  10.224.0.72            opened    7     3m       -',
      '    no policy is enforced for this pod',
    ]);
  });

  it('shows invalid openings', () => {
    const openings = { active: [], problem: 'entry a: bad' };
    assert.equal(lines({ openings })[4], 'the openings are invalid, and no pod is opened: entry a: bad');
  });

  it('shows the problems below each pod, and the ACLs in force meanwhile', () => {
    assert.deepEqual(lines({ state: 'degraded', pods: [broken, lost, server] }).slice(1), [
      'degraded for 5m: 2 pods are out of sync',
      'last in sync 12s ago',
      'last contact: pods 3s ago, namespaces 23s ago, policies 43s ago',
      '',
      'POD          ADDRESS      ISOLATED         ACLS    IN SYNC  POLICIES',
      'demo/broken  10.224.0.72  ingress, egress  7 -> 8  no       demo/p, demo/q and 2 more',
      '    for 4m: HcnModifyEndpoint failed: 0x803b0007 HCN_E_PORT_NOT_FOUND {"Success":false,"Error":"The switch-port was not',
      '      found. ","ErrorCode":2151350279}',
      '    9 failed attempts, next attempt in 42s, previous ACLs stay in force',
      'demo/lost    10.224.0.72  ingress          0       no       demo/p',
      '    for 5s: no HNS endpoint has its address',
      '    no ACLs in force',
      'demo/server  10.224.0.72  ingress          7       3m       demo/p',
    ]);
  });

  it('shows rejected parts of policies at the end, each with path and reason', () => {
    const issue = { severity: 'error', code: 'unsupported-sctp', policy: 'demo/part' } as const;
    const findings: Status['findings'] = [
      {
        kind: 'policy',
        name: 'demo/part',
        effect: 'partial',
        issues: [{ ...issue, path: 'spec.ingress[0].ports[0].protocol', message: 'no SCTP' }],
      },
      { kind: 'policy', name: 'demo/whole', effect: 'none', issues: [{ ...issue, path: '', message: 'nothing of it' }] },
      { kind: 'pod', name: 'demo/odd', effect: 'full', issues: [{ ...issue, path: 'metadata.labels', message: 'odd' }] },
    ];
    assert.deepEqual(lines({ findings }).slice(-7), [
      'REJECTED OR AMBIGUOUS',
      'demo/part: the rest is in force',
      '    spec.ingress[0].ports[0].protocol: no SCTP',
      'demo/whole: has no effect on this node',
      '    nothing of it',
      'pod demo/odd: in force',
      '    metadata.labels: odd',
    ]);
  });

  for (const state of ['dry-run', 'waiting', 'simulated', 'unsupported'] as const) {
    it(`states nowhere that a policy is enforced in the state ${state}`, () => {
      const finding = (name: string, effect: Status['findings'][number]['effect']) => ({
        kind: 'policy' as const,
        name,
        effect,
        issues: [],
      });
      const findings = [finding('demo/part', 'partial'), finding('demo/whole', 'none'), finding('demo/odd', 'full')];
      const text = lines({ state, findings });
      assert.ok(text.some(line => /POD +ADDRESS +TO ISOLATE/.test(line)));
      assert.deepEqual(text.slice(-3), ['demo/part: rejected in part', 'demo/whole: rejected as a whole', 'demo/odd: not rejected']);
      assert.doesNotMatch(text.join('\n'), /in force|ISOLATED|(?<!no policy )is enforced/);
    });
  }

  it('counts what the agent dropped and what the status leaves out', () => {
    const findings: Status['findings'] = [{ kind: 'policy', name: 'demo/part', effect: 'partial', issues: [] }];
    const text = lines({
      dropped: { events: 2_498, logLines: 1 },
      findings,
      findingsOmitted: 9_000,
      pods: [{ ...server, policiesOmitted: 950 }],
    });
    assert.ok(text.includes('dropped since the start: 2498 Events, 1 log line'));
    assert.ok(text.some(line => line.endsWith('demo/p and 950 more')));
    assert.equal(text.at(-1), 'and 9000 more');
  });

  it('lists translated policies with their features, also those that are rejected in part', () => {
    const issue = { severity: 'error', code: 'unsupported-sctp', policy: 'demo/both', path: 'spec', message: 'no SCTP' } as const;
    const findings: Status['findings'] = [
      { kind: 'policy', name: 'demo/both', effect: 'partial', translated: ['named-ports'], issues: [issue] },
      { kind: 'policy', name: 'demo/all', effect: 'full', translated: ['named-ports', 'except'], issues: [] },
    ];
    assert.deepEqual(lines({ findings }).slice(-7), [
      'REJECTED OR AMBIGUOUS',
      'demo/both: the rest is in force',
      '    spec: no SCTP',
      '',
      'TRANSLATED',
      'demo/both: named-ports',
      'demo/all: named-ports, except',
    ]);
    assert.ok(!lines({ findings: [findings[1]!] }).includes('REJECTED OR AMBIGUOUS'));
  });

  it('names a foreign ACL below its pod, without an empty path', () => {
    const { inSyncSince: _, ...notInForce } = server;
    const issues = [
      { severity: 'error', code: 'foreign-allow', pod: 'demo/server', path: '', message: 'foreign ACL "x" allows ingress' },
    ] as const;
    const text = lines({ state: 'degraded', pods: [{ ...notInForce, issues: [...issues] }] }).join('\n');
    assert.match(text, /^demo\/server .* no .*\n {4}foreign ACL "x" allows ingress$/m);
  });

  for (const [title, status, expected] of [
    [
      'not in sync',
      { state: 'syncing', ready: false },
      /^syncing for 5m: the cluster has not been listed completely yet, and HNS is not written$/,
    ],
    ['at its start', { state: 'starting', ready: false }, /^starting for 5m: no endpoint has been checked yet$/],
    [
      'never complete',
      { state: 'degraded', ready: false, pods: [broken] },
      /^degraded for 5m: 1 pod is out of sync, and the first sync is not complete$/,
    ],
    [
      'with a pod closed in a dispute',
      { state: 'degraded', pods: [open, { ...server, issues: [DISPUTE] }] },
      /^degraded for 5m: 1 pod is out of sync$/,
    ],
    [
      'next to another engine',
      { state: 'waiting', otherEngines: ['kube-system/azure-npm-win-x'], pendingUpdates: 3 },
      /^waiting for 5m: another policy engine runs on the node \(kube-system\/azure-npm-win-x\)\. HNS is not written, 3 endpoints$/,
    ],
    [
      'in a dry run',
      { state: 'dry-run', dryRun: true, pendingUpdates: 1 },
      /^dry-run for 5m: HNS is not written, 1 endpoint needs an update$/,
    ],
    [
      'with a simulated HNS',
      { state: 'simulated', ready: false },
      /^simulated for 5m: HNS is simulated in memory, and no policy is enforced$/,
    ],
    [
      'with a Windows that is too old',
      { state: 'unsupported', unsupported: 'Windows build 17763 is too old' },
      /^unsupported for 5m: Windows build 17763 is too old\. HNS is not written, and no policy is enforced$/,
    ],
    [
      'with an unreadable HNS',
      { state: 'unhealthy', hns: { hungCalls: 0, unreadable: { since: ago(300), error: 'RPC_S_SERVER_UNAVAILABLE', failures: 7 } } },
      /^unhealthy for 5m: HNS cannot be read \(7 attempts\): RPC_S_SERVER_UNAVAILABLE\. Existing ACLs stay in force$/,
    ],
  ] as const) {
    it(`explains the state of an agent ${title}`, () => {
      assert.match(lines(status as Partial<Status>)[1]!, expected);
    });
  }

  it('explains that kube-proxy bypasses policies, although every pod is in sync', () => {
    const kubeProxy = { dsr: 'off', evidence: 'the load balancers of kube-proxy have no IsDSR' } as const;
    const text = lines({ state: 'degraded', kubeProxy }).slice(1, 4).join(' ').replace(/ +/g, ' ');
    assert.match(text, /policies do not apply to connections through Services, because kube-proxy runs without DSR: the load balancers/);
    assert.doesNotMatch(text, /out of sync/);
  });

  it('shows that the node was never in sync, hung calls, and failing watches', () => {
    const { lastInSync: ___, ...never } = well;
    const watches = [{ kind: 'policy', synced: false, connected: false, failures: 3, lastError: 'connect ECONNREFUSED' }];
    assert.deepEqual(statusTable({ ...never, hns: { ...well.hns, hungCalls: 2 }, watches }, false).slice(2, 5), [
      'not in sync yet; 2 HNS calls hang',
      'last contact: policies never',
      'the policy watch fails (3 attempts): connect ECONNREFUSED',
    ]);
  });

  it('shows a node without pods', () => {
    assert.equal(lines({ pods: [] }).at(-1), 'no pod on this node has an address');
  });

  it('has colour only on request, with the same text', () => {
    const status = { state: 'degraded', pods: [broken, lost, open, server] } as const;
    const plain = lines({ ...status, pods: [...status.pods] });
    const colored = lines({ ...status, pods: [...status.pods] }, true);
    assert.notDeepEqual(colored, plain);
    assert.deepEqual(colored.map(stripVTControlCharacters), plain);
    assert.ok(!plain.join().includes('\u001b'));
  });

  it('removes control characters', () => {
    const trouble = { since: ago(1), error: '\u001b[2Jgone\r\nHidden', failures: 1 };
    const text = lines({ pods: [{ ...broken, trouble }] }).join('\n');
    assert.ok(!text.includes('\u001b') && !text.includes('\r'));
    assert.ok(text.includes('[2Jgone Hidden'));
  });

  for (const [title, status, expected] of [
    ['healthy', {}, true],
    ['a dry run', { state: 'dry-run', pods: [{ ...server, result: 'pending' }] }, true],
    ['a dry run in which a pod has no endpoint', { state: 'dry-run', pods: [lost] }, false],
    ['not ready', { ready: false }, false],
    ['degraded', { state: 'degraded' }, false],
    ['waiting', { state: 'waiting' }, false],
    ['unhealthy', { state: 'unhealthy' }, false],
    ['simulated', { state: 'simulated' }, false],
    ['unsupported', { state: 'unsupported' }, false],
    ['a watch that fails', { watches: [{ kind: 'pod', synced: true, connected: false, failures: 1 }] }, false],
    ['a watch that is being reopened', { watches: [{ kind: 'pod', synced: true, connected: false, failures: 0 }] }, true],
  ] as const) {
    it(`${title} is ${expected ? '' : 'not '}healthy`, () => {
      assert.equal(isWell({ ...well, ...(status as unknown as Partial<Status>) }), expected);
    });
  }
});
