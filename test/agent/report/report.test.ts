import assert from 'node:assert/strict';
import sinon from 'sinon';
import { createTelemetry } from '../../../src/agent/metrics/telemetry.ts';
import type { NotEnforcing } from '../../../src/agent/report/not-enforcing.ts';
import { type PolicyIdentity, rejected, rejectionEnded } from '../../../src/agent/report/policy-event.ts';
import { Report } from '../../../src/agent/report/report.ts';
import type { Finding } from '../../../src/agent/state.ts';
import type { Issue } from '../../../src/core/issue.ts';
import type { Kind, Objects } from '../../../src/core/model.ts';
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
  /** Objects in force, by kind and key. */
  let objects: Map<string, PolicyIdentity>;
  /** Findings of the whole cluster. Those that concern this node are given to `findings`. */
  let elsewhere: readonly Finding[];
  let mode: NotEnforcing | undefined;
  let lines: ReturnType<typeof recordingLog>['lines'];
  let telemetry: ReturnType<typeof createTelemetry>;
  let report: Report;

  beforeEach(() => {
    for (const stub of Object.values(events)) stub.resetHistory();
    objects = new Map([['policy demo/p', { uid: 'u1', generation: 2 }]]);
    elsewhere = [];
    mode = undefined;
    const recording = recordingLog();
    lines = recording.lines;
    telemetry = createTelemetry();
    report = new Report({
      log: recording.log,
      events,
      telemetry,
      linesPerMinute: 60,
      finding: (kind, key) => elsewhere.find(finding => finding.kind === kind && finding.key === key),
      object: (kind, key) => objects.get(`${kind} ${key}`) as Objects[Kind] | undefined,
      advised: ({ issues }) => issues,
      notEnforcing: () => mode,
    });
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
    it(`logs that a rejected policy ${title}, not that it was resolved, and drops its Events`, () => {
      report.findings([finding([PORT])]);
      objects.clear();
      if (now) objects.set('policy demo/p', now);
      report.findings([]);
      assert.deepEqual(lines.slice(1), [{ level: 'info', message: 'policy with issues deleted', policy: 'demo/p' }]);
      assert.equal(events.resolve.callCount, 0);
      assert.deepEqual(
        events.drop.args.map(([{ kind, name, uid }]) => [kind, name, uid]),
        [['NetworkPolicy', 'p', 'u1']],
      );
    });
  }

  describe('a policy whose last pod on this node goes', () => {
    const rejection = finding([PORT], { generation: 1 });
    beforeEach(() => {
      report.findings([rejection]);
      elsewhere = [rejection];
      report.findings([]);
    });

    it('is forgotten without a line and without an Event', async () => {
      assert.equal(lines.length, 1);
      assert.deepEqual([events.put.callCount, events.resolve.callCount], [1, 0]);
      assert.deepEqual((await telemetry.rejected.get()).values, []);
    });

    it('is not reported again when a pod comes back', async () => {
      for (let times = 0; times < 3; times++) {
        report.findings([rejection]);
        report.findings([]);
      }
      report.findings([rejection]);
      assert.equal(lines.length, 1);
      assert.equal(events.put.callCount, 1);
      assert.equal((await telemetry.rejected.get()).values.length, 1);
    });

    it('is reported again in another version with other reasons', () => {
      report.findings([finding([PORT, SCTP], { generation: 2 })]);
      assert.equal(lines.length, 2);
      assert.equal(events.put.callCount, 2);
    });

    it('is repaired without a line and without an Event', () => {
      elsewhere = [];
      report.findings([]);
      report.findings([...[]]);
      assert.equal(lines.length, 1);
      assert.equal(events.resolve.callCount, 0);
    });

    it('is reported as resolved if it selects a pod again when it is repaired', () => {
      report.findings([rejection]);
      elsewhere = [];
      report.findings([]);
      assert.equal(events.resolve.callCount, 1);
    });
  });

  it('reports a rejection again by an Event, not by a line, when the agent begins to enforce', () => {
    mode = 'other-engine';
    const findings = [finding([PORT])];
    report.findings(findings);
    mode = undefined;
    report.findings(findings);
    assert.equal(lines.length, 1);
    assert.deepEqual(events.put.args, [[rejected(finding([PORT]), 'other-engine')], [rejected(finding([PORT]))]]);
  });

  it('drops lines beyond the limit of a namespace, counts them, and hides no other namespace', async () => {
    const many = Array.from({ length: 100 }, (_, index) => finding([PORT], { key: `flood/p${index}` }));
    report.findings([...many, finding([PORT])]);
    assert.equal(lines.filter(({ policy }) => String(policy).startsWith('flood/')).length, 60);
    assert.deepEqual(
      lines.filter(({ level }) => level === 'warn'),
      [
        {
          level: 'warn',
          message: 'further lines about the policies and pods of this namespace are dropped for a minute',
          namespace: 'flood',
        },
      ],
    );
    assert.ok(lines.some(({ policy }) => policy === 'demo/p'));
    const dropped = (await telemetry.linesDropped.get()).values.find(({ labels }) => labels.reason === 'rate');
    assert.equal(dropped?.value, 40);
    assert.equal(events.put.callCount, 101);
  });

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
    objects.set('pod demo/a', { uid: 'a' });
    for (let times = 0; times < 3; times++) report.podIssues(structuredClone([tooMany, tooMany, ipv6]));
    report.podIssues([ipv6]);
    report.podIssues([]);
    assert.deepEqual(
      lines.map(({ level, message, pod }) => [level, message, pod]),
      [
        ['error', 'pod not enforced as written', 'demo/a'],
        ['warn', 'pod not enforced as written', 'demo/b'],
        ['info', 'pod issues resolved', 'demo/a'],
        ['info', 'pod with issues deleted', 'demo/b'],
      ],
    );
    assert.deepEqual(lines[0]!.reasons, ['demo/p status.podIPs: no too-many-acls']);
  });
});
