import assert from 'node:assert/strict';
import { limitStatus } from '../../../src/agent/status/status-limit.ts';
import type { PodStatus, Status } from '../../../src/agent/status/status-schema.ts';
import { statusSchema } from '../../../src/agent/status/status-schema.ts';
import type { Issue } from '../../../src/core/issue.ts';
import { limitIssues } from '../../../src/core/issue-list.ts';

const at = new Date(0).toISOString();
const issues = (count: number): Issue[] =>
  Array.from({ length: count }, (_, index) => ({
    severity: 'error',
    code: 'unsupported-named-port',
    policy: 'demo/p',
    path: `spec.ingress[0].ports[${index}].port`,
    message: 'Named ports are not supported on Windows: this port entry allows no traffic',
  }));
const finding = (name: string, count: number): Status['findings'][number] => ({
  kind: 'policy',
  name,
  effect: 'partial',
  issues: [...limitIssues(issues(count), 50)],
});
const pod = (name: string, policies: number): PodStatus => ({
  namespace: 'demo',
  pod: name,
  addresses: ['10.0.0.1'],
  endpoint: 'e',
  isolated: { ingress: true, egress: false },
  policies: Array.from({ length: policies }, (_, index) => `demo/${'p'.repeat(200)}${index}`),
  acls: { desired: 1, actual: 1 },
  result: 'unchanged',
  inSyncSince: at,
  issues: issues(10),
});
const status = (more: Partial<Status>): Status => ({
  version: '0.1.0',
  node: 'win1',
  transport: 'edge',
  time: at,
  startedAt: at,
  state: 'healthy',
  stateSince: at,
  ready: true,
  dryRun: false,
  otherEngines: [],
  pendingUpdates: 0,
  hns: { hungCalls: 0, switches: { state: 'unknown', missing: [], values: {} } },
  kubeProxy: { dsr: 'unknown', evidence: '' },
  watches: [],
  pods: [],
  gaps: [],
  findings: [],
  ...more,
});
const size = (value: Status) => Buffer.byteLength(JSON.stringify(value));
const MIB = 1_048_576;

describe('agent/status/status-limit', () => {
  it('leaves a status of ordinary size as it is', () => {
    const small = status({ pods: [pod('a', 3)], findings: [finding('demo/p', 20)] });
    assert.deepEqual(limitStatus(small, MIB), small);
  });

  it('keeps 10,000 findings of 90,000 rejected entries and 250 pods with 1,000 policies each below the limit', () => {
    const findings = Array.from({ length: 10_000 }, (_, index) => finding(`t/p${String(index).padStart(5, '0')}`, 200));
    const pods = Array.from({ length: 250 }, (_, index) => pod(`pod${index}`, 1_000));
    const short = limitStatus(status({ findings, pods }), MIB);
    assert.ok(size(short) <= MIB, `${size(short)} bytes`);
    assert.ok(short.findings.length > 100);
    assert.equal(short.findings.length + short.findingsOmitted!, 10_000);
    assert.equal(short.pods.length, 250);
    for (const { policies, policiesOmitted } of short.pods) assert.equal(policies.length + policiesOmitted!, 1_000);
    const total = short.findings[0]!.issues.reduce((sum, { unlisted = 1 }) => sum + unlisted, 0);
    assert.equal(total, 200);
    assert.deepEqual(statusSchema.parse(short), short);
  });

  it('does not let one namespace hide the findings of another', () => {
    const flood = Array.from({ length: 10_000 }, (_, index) => finding(`flood/p${index}`, 50));
    const short = limitStatus(status({ findings: [...flood, finding('victim/p', 1)] }), 65_536);
    assert.ok(size(short) <= 65_536);
    assert.ok(short.findings.some(({ name }) => name === 'victim/p'));
  });
});
