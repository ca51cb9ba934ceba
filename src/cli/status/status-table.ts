/** The status of a node as text: the agent, a row and the problems of each pod, and the rejected objects. */
import { age } from '../../agent/age.ts';
import type { PodStatus, Status } from '../../agent/status/status-schema.ts';
import { columns } from '../columns.ts';
import { paint } from '../paint.ts';
import { wrap } from '../wrap.ts';
import { headerLines, isEnforcing } from './status-header.ts';

type Finding = Status['findings'][number];

const headings = (status: Status) => ['POD', 'ADDRESS', isEnforcing(status) ? 'ISOLATED' : 'TO ISOLATE', 'ACLS', 'IN SYNC', 'POLICIES'];
/** Further policies are only counted. */
const SHOWN = 2;

/** Lines without line ends. */
export function statusTable(status: Status, color: boolean): string[] {
  const rejected = status.findings.filter(({ translated, issues }) => !translated || issues.length > 0);
  const findings = [...rejected.flatMap(finding => findingLines(finding, isEnforcing(status), color)), ...omittedLine(status)];
  return [
    ...headerLines(status, color),
    '',
    ...podLines(status, color),
    ...gapLines(status),
    ...(findings.length > 0 ? ['', paint(color, 'bold', 'REJECTED OR AMBIGUOUS'), ...findings] : []),
    ...translatedLines(status, color),
  ];
}

/** The longest time without ACLs, and how many there were. */
function gapLines({ gaps }: Status): string[] {
  const longest = gaps.toSorted((a, b) => b.seconds - a.seconds)[0];
  if (!longest) return [];
  const times = gaps.length === 1 ? '1 time' : `${gaps.length} times`;
  return ['', `without ACLs in the last hour: ${times}, at most ${longest.seconds.toFixed(1)} s (${longest.pod})`];
}

function podLines(status: Status, color: boolean): string[] {
  const { pods, time } = status;
  if (pods.length === 0) return ['no pod on this node has an address'];
  const now = Date.parse(time);
  const [heading = '', ...rows] = columns([headings(status), ...pods.map(pod => cellsOf(pod, now))]);
  return [paint(color, 'bold', heading), ...pods.flatMap((pod, index) => [painted(pod, rows[index]!, color), ...beneath(pod, now, color)])];
}

function cellsOf(
  { namespace, pod, addresses, isolated, acls, inSyncSince, openedUntil, policies, policiesOmitted = 0 }: PodStatus,
  now: number,
): string[] {
  const directions = [isolated.ingress && 'ingress', isolated.egress && 'egress'].filter(Boolean).join(', ');
  const shown = policies.slice(0, policies.length > SHOWN + 1 ? SHOWN : policies.length);
  const more = policies.length - shown.length + policiesOmitted;
  return [
    `${namespace}/${pod}`,
    addresses.join(', '),
    openedUntil === undefined ? directions || '-' : 'opened',
    acls.actual === acls.desired ? String(acls.actual) : `${acls.actual} -> ${acls.desired}`,
    inSyncSince === undefined ? 'no' : age(now - Date.parse(inSyncSince)),
    `${shown.join(', ') || '-'}${more > 0 ? ` and ${more} more` : ''}`,
  ];
}

function painted({ inSyncSince, openedUntil, isolated }: PodStatus, row: string, color: boolean): string {
  if (inSyncSince === undefined || openedUntil !== undefined) return paint(color, 'red', row);
  return isolated.ingress || isolated.egress ? row : paint(color, 'dim', row);
}

function beneath(pod: PodStatus, now: number, color: boolean): string[] {
  const { result, trouble, issues } = pod;
  const lines = [
    ...(trouble ? troubleLines(pod, trouble, now) : []),
    ...(result === 'pending' ? ['not updated because writes are disabled'] : []),
    ...issues.map(({ policy, path, message }) => [[policy, path].filter(Boolean).join(' '), message].filter(Boolean).join(': ')),
  ];
  return lines.flatMap(line => wrap(line, 4)).map(line => paint(color, 'yellow', line));
}

function troubleLines({ result, acls }: PodStatus, trouble: NonNullable<PodStatus['trouble']>, now: number): string[] {
  const { since, error = NO_ERROR[result] ?? 'the Update has not completed yet', failures, retryAt } = trouble;
  const wait = retryAt === undefined ? 0 : Date.parse(retryAt) - now;
  const facts = [
    failures > 0 && `${failures} failed ${failures === 1 ? 'attempt' : 'attempts'}`,
    wait > 0 && `next attempt in ${age(wait)}`,
    acls.actual === 0 ? 'no ACLs in force' : 'previous ACLs stay in force',
  ];
  return [`for ${age(now - Date.parse(since))}: ${error}`, facts.filter(Boolean).join(', ')];
}

const NO_ERROR: Partial<Record<PodStatus['result'], string>> = {
  waiting: 'no HNS endpoint has its address',
  gone: 'its HNS endpoint is gone',
};

function translatedLines({ findings }: Status, color: boolean): string[] {
  const lines = findings.flatMap(({ name, translated }) => (translated ? wrap(`${name}: ${translated.join(', ')}`, 0) : []));
  return lines.length > 0 ? ['', paint(color, 'bold', 'TRANSLATED'), ...lines] : [];
}

const EFFECTS = { none: 'has no effect on this node', partial: 'the rest is in force', full: 'in force' } as const;
/** While the agent does not write HNS. */
const REJECTIONS = { none: 'rejected as a whole', partial: 'rejected in part', full: 'not rejected' } as const;

function findingLines({ kind, name, effect, issues }: Finding, isEnforced: boolean, color: boolean): string[] {
  const title = `${kind === 'policy' ? '' : `${kind} `}${name}: ${(isEnforced ? EFFECTS : REJECTIONS)[effect]}`;
  const reasons = issues.flatMap(({ path, message }) => wrap(`${path === '' ? '' : `${path}: `}${message}`, 4));
  return [paint(color, effect === 'full' ? 'yellow' : 'red', title), ...reasons];
}

function omittedLine({ findingsOmitted }: Status): string[] {
  return findingsOmitted === undefined ? [] : [`and ${findingsOmitted} more`];
}
