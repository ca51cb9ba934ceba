/** Shortens the lists of a status until it has a bounded size, whatever the cluster contains. */
import { limitIssues } from '../../core/issue-list.ts';
import type { PodStatus, Status } from './status-schema.ts';

type Finding = Status['findings'][number];

/** Items of each inner list. The next limit is tried if the status is too large. */
const LIMITS = [50, 10, 3];

/** @param maxBytes Of the JSON text. If the pods alone need more than half of it even with the shortest lists, they get it. */
export function limitStatus(status: Status, maxBytes: number): Status {
  const pods = firstThat(
    most => status.pods.map(pod => limitPod(pod, most)),
    short => sizeOf(short) <= maxBytes / 2,
  );
  const room = maxBytes - sizeOf({ ...status, pods, findings: [], findingsOmitted: status.findings.length });
  const findings = firstThat(
    most => fitting(status.findings, most, room),
    fit => fit.length === status.findings.length,
  );
  const omitted = status.findings.length - findings.length;
  return { ...status, pods, findings, ...(omitted > 0 && { findingsOmitted: omitted }) };
}

/** The result of the first limit that will do, else of the last. */
function firstThat<T>(build: (most: number) => T, isEnough: (result: T) => boolean): T {
  const [most = 0, ...shorter] = LIMITS;
  let result = build(most);
  for (const limit of shorter) {
    if (isEnough(result)) break;
    result = build(limit);
  }
  return result;
}

function limitPod(pod: PodStatus, most: number): PodStatus {
  const policies = pod.policies.slice(0, most);
  const omitted = pod.policies.length - policies.length;
  return { ...pod, policies, ...(omitted > 0 && { policiesOmitted: omitted }), issues: [...limitIssues(pod.issues, most)] };
}

/** As many findings as fit. Namespaces take turns, so that one cannot hide the findings of another. */
function fitting(findings: readonly Finding[], most: number, room: number): Finding[] {
  const fit = new Map<Finding, Finding>();
  let bytes = 0;
  for (const finding of inTurns(findings)) {
    const short = { ...finding, issues: [...limitIssues(finding.issues, most)] };
    bytes += sizeOf(short) + ','.length;
    if (bytes > room) break;
    fit.set(finding, short);
  }
  return findings.flatMap(finding => fit.get(finding) ?? []);
}

function* inTurns(findings: readonly Finding[]): Generator<Finding> {
  const queues = [...Map.groupBy(findings, ({ name }) => name.split('/')[0]).values()];
  const longest = queues.reduce((most, { length }) => Math.max(most, length), 0);
  for (let turn = 0; turn < longest; turn++) for (const queue of queues) if (queue[turn]) yield queue[turn]!;
}

function sizeOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
