import assert from 'node:assert/strict';
import sinon from 'sinon';
import { createTelemetry } from '../../../src/agent/metrics/telemetry.ts';
import { type PolicyIdentity, rejected, rejectionEnded } from '../../../src/agent/report/policy-event.ts';
import { Report } from '../../../src/agent/report/report.ts';
import type { Finding } from '../../../src/agent/state.ts';
import type { Issue } from '../../../src/core/issue.ts';
import type { ObjectEvent, Regarding } from '../../../src/kube/events/events.ts';
import { recordingLog } from '../recording-log.ts';

const issue = (code: Issue['code'], path: string, more: Partial<Issue> = {}): Issue => ({
  severity: 'error',
  code,
  policy: 'demo/p',
  path,
  message: `no ${code}`,
  ...more,
});
const finding = (issues: readonly Issue[], more: Partial<Finding> = {}): Finding => ({
  kind: 'policy',
  key: 'demo/p',
  uid: 'u1',
  whole: false,
  closes: false,
  issues,
  ...more,
});

const PORT = issue('unsupported-named-port', 'spec.ingress[0].ports[0].port');
const SCTP = issue('unsupported-sctp', 'spec.ingress[0].ports[1].protocol');

describe('agent/report/report', () => {
  const events = {
    put: sinon.stub<[ObjectEvent], void>(),
    resolve: sinon.stub<[ObjectEvent], void>(),
    drop: sinon.stub<[Regarding], void>(),
  };
  let policies: Map<string, PolicyIdentity>;
  let lines: ReturnType<typeof recordingLog>['lines'];
  let telemetry: ReturnType<typeof createTelemetry>;
  let report: Report;

  beforeEach(() => {
    for (const stub of Object.values(events)) stub.resetHistory();
    policies = new Map([['demo/p', { uid: 'u1', generation: 2 }]]);
    const recording = recordingLog();
    lines = recording.lines;
    telemetry = createTelemetry();
    report = new Report({ log: recording.log, events, telemetry, policy: key => policies.get(key) });
  });

  it('reports a rejected policy as one error line with every path and reason, and one Event', () => {
    report.findings([finding([PORT, SCTP])]);
    assert.deepEqual(lines, [
      {
        level: 'error',
        message: 'policy rejected',
        policy: 'demo/p',
        effect: 'partial',
        reasons: ['spec.ingress[0].ports[0].port: no unsupported-named-port', 'spec.ingress[0].ports[1].protocol: no unsupported-sctp'],
      },
    ]);
    assert.deepEqual(events.put.args, [[rejected(finding([PORT, SCTP]))]]);
  });

  it('does not repeat an unchanged rejection', () => {
    for (let times = 0; times < 3; times++) report.findings([structuredClone(finding([PORT]))]);
    assert.equal(lines.length, 1);
    assert.equal(events.put.callCount, 1);
  });

  it('reports other reasons, or a re-created policy, again', () => {
    report.findings([finding([PORT])]);
    report.findings([finding([PORT, SCTP])]);
    report.findings([finding([PORT, SCTP], { uid: 'u2' })]);
    assert.equal(lines.length, 3);
    assert.equal(events.put.callCount, 3);
  });

  it('does not report another version that is rejected for the same reasons', () => {
    report.findings([finding([PORT], { generation: 1 })]);
    report.findings([finding([PORT], { generation: 2 })]);
    assert.equal(lines.length, 1);
    assert.equal(events.put.callCount, 1);
  });

  it('reports the end of a rejection as one info line and one Event', () => {
    report.findings([finding([PORT])]);
    report.findings([]);
    report.findings([]);
    assert.deepEqual(lines.slice(1), [{ level: 'info', message: 'policy issues resolved', policy: 'demo/p' }]);
    assert.deepEqual(events.resolve.args, [[rejectionEnded('demo/p', { uid: 'u1', generation: 2 })]]);
    assert.equal(events.drop.callCount, 0);
  });

  it('ends a rejection if the policy is only ambiguous now', () => {
    report.findings([finding([PORT])]);
    report.findings([finding([issue('ambiguous-cidr', 'spec.ingress[0].from[0].ipBlock.cidr', { severity: 'warning' })])]);
    report.findings([]);
    assert.equal(events.resolve.callCount, 1);
  });

  for (const [title, now] of [
    ['is deleted', undefined],
    ['is deleted and created anew', { uid: 'u2', generation: 1 }],
  ] as const) {
    it(`drops the Events of a rejected policy that ${title}`, () => {
      report.findings([finding([PORT])]);
      policies.clear();
      if (now) policies.set('demo/p', now);
      report.findings([]);
      assert.equal(events.resolve.callCount, 0);
      assert.deepEqual(
        events.drop.args.map(([{ kind, name, uid }]) => [kind, name, uid]),
        [['NetworkPolicy', 'p', 'u1']],
      );
    });
  }

  it('reports an ambiguous policy as one warning without Event', () => {
    report.findings([finding([issue('ambiguous-cidr', 'spec.ingress[0].from[0].ipBlock.cidr', { severity: 'warning' })])]);
    assert.deepEqual(
      lines.map(({ level }) => level),
      ['warn'],
    );
    assert.equal(events.put.callCount, 0);
  });

  it('reports an unreadable pod or namespace without Event', () => {
    report.findings([finding([issue('invalid', 'metadata.labels')], { kind: 'pod', key: 'demo/broken', whole: true })]);
    assert.deepEqual(lines, [
      { level: 'error', message: 'pod rejected', pod: 'demo/broken', effect: 'none', reasons: ['metadata.labels: no invalid'] },
    ]);
    assert.equal(events.put.callCount, 0);
  });

  it('counts the current rejected policies by reason', async () => {
    const values = async () => Object.fromEntries((await telemetry.rejected.get()).values.map(({ labels, value }) => [labels.code, value]));
    report.findings([finding([PORT, PORT, SCTP]), finding([PORT], { key: 'demo/q' })]);
    assert.deepEqual(await values(), { 'unsupported-named-port': 2, 'unsupported-sctp': 1 });
    report.findings([finding([SCTP])]);
    assert.deepEqual(await values(), { 'unsupported-sctp': 1 });
  });

  it('reports issues of a pod once, and their end', () => {
    const tooMany = issue('too-many-acls', 'status.podIPs', { pod: 'demo/a' });
    const ipv6 = issue('unsupported-ipv6', 'status.podIPs', { pod: 'demo/b', severity: 'warning' });
    for (let times = 0; times < 3; times++) report.podIssues([tooMany, tooMany, ipv6]);
    report.podIssues([ipv6]);
    assert.deepEqual(
      lines.map(({ level, message, pod }) => [level, message, pod]),
      [
        ['error', 'pod not enforced as written', 'demo/a'],
        ['warn', 'pod not enforced as written', 'demo/b'],
        ['info', 'pod enforced as written again', 'demo/a'],
      ],
    );
    assert.deepEqual(lines[0]!.reasons, ['demo/p status.podIPs: no too-many-acls']);
  });
});
