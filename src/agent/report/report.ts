/** Turns issues into log lines, Events and metrics, once per change. */
import { isDeepStrictEqual } from 'node:util';
import type { Issue } from '../../core/issue.ts';
import type { Kind, Objects } from '../../core/model.ts';
import type { Log } from '../log.ts';
import type { Telemetry } from '../metrics/telemetry.ts';
import type { Finding } from '../state.ts';
import type { Events } from './event-outbox.ts';
import { LineAllowance } from './line-allowance.ts';
import type { NotEnforcing } from './not-enforcing.ts';
import { policyNamed, rejected, rejectionEnded } from './policy-event.ts';

export interface ReportOptions {
  readonly log: Log;
  readonly events: Events;
  readonly telemetry: Pick<Telemetry, 'rejected' | 'linesDropped'>;
  /** Log lines about rejections in one namespace and minute. */
  readonly linesPerMinute: number;
  /** The finding of an object, even if it does not concern this node. */
  readonly finding: (kind: Kind, key: string) => Finding | undefined;
  /** The object as it is in force. Undefined if it does not exist or has no effect. */
  readonly object: (kind: Kind, key: string) => Objects[Kind] | undefined;
  /** The issues of a finding, for people. */
  readonly advised: (finding: Finding) => readonly Issue[];
  /** Undefined: the agent enforces policies. */
  readonly notEnforcing: () => NotEnforcing | undefined;
}

interface Reported {
  /** As it was last reported. */
  readonly finding: Finding;
  /** It concerns this node. Kept otherwise, so that pods that come and go cause no further reports of the same version. */
  concernsNode: boolean;
  /** For the Event. */
  readonly mode: NotEnforcing | undefined;
}

export class Report {
  readonly #options: ReportOptions;
  readonly #lines: LineAllowance;
  /** By kind and key. */
  readonly #reported = new Map<string, Reported>();
  /** By pod: the issues last logged. */
  readonly #pods = new Map<string, readonly Issue[]>();
  #last: { readonly findings: readonly Finding[]; readonly mode: NotEnforcing | undefined } | undefined;

  constructor(options: ReportOptions) {
    this.#options = options;
    this.#lines = new LineAllowance({ ...options, perMinute: options.linesPerMinute });
  }

  /** Log lines that were dropped because a namespace had too many. */
  get linesDropped(): number {
    return this.#lines.dropped;
  }

  /** @param findings All current findings that concern this node. The same array if none has changed. */
  findings(findings: readonly Finding[]): void {
    const mode = this.#options.notEnforcing();
    if (findings === this.#last?.findings && mode === this.#last.mode) return;
    this.#last = { findings, mode };
    const found = findings.filter(hasIssues);
    const now = new Set(found.map(idOf));
    for (const [id, reported] of this.#reported) if (!now.has(id)) this.#left(id, reported);
    for (const finding of found) this.#found(finding, mode);
    this.#count(found);
  }

  /** @param issues All current issues of pods. */
  podIssues(issues: readonly Issue[]): void {
    const byPod = Map.groupBy(issues, issue => issue.pod ?? '');
    for (const pod of this.#pods.keys()) {
      if (byPod.has(pod)) continue;
      this.#pods.delete(pod);
      const log = this.#lines.take(pod);
      if (this.#options.object('pod', pod)) log.info('pod issues resolved', { pod });
      else log.info('pod with issues deleted', { pod });
    }
    for (const [pod, found] of byPod) {
      if (isSame(this.#pods.get(pod), found)) continue;
      this.#pods.set(pod, found);
      const log = this.#lines.take(pod);
      log[levelOf(found)]('pod not enforced as written', { pod: found[0]?.pod, reasons: reasonsOf(found) });
    }
  }

  #found(finding: Finding, mode: NotEnforcing | undefined): void {
    const id = idOf(finding);
    const before = this.#reported.get(id);
    if (before) before.concernsNode = true;
    const isKnown = before !== undefined && isSameFinding(before.finding, finding);
    if (isKnown && before.mode === mode) return;
    this.#reported.set(id, { finding, concernsNode: true, mode });
    if (!isKnown) this.#log(finding);
    const { kind, key, issues } = finding;
    if (kind !== 'policy') return;
    if (levelOf(issues) === 'error') this.#options.events.put(rejected(finding, mode, this.#options.advised(finding)));
    else if (before) this.#ended(key, before);
  }

  #log(finding: Finding): void {
    const { kind, key, issues, whole } = finding;
    const log = this.#lines.take(key);
    const reasons = reasonsOf(this.#options.advised(finding));
    if (levelOf(issues) === 'error') log.error(`${kind} rejected`, { [kind]: key, effect: whole ? 'none' : 'partial', reasons });
    else log.warn(`${kind} is ambiguous`, { [kind]: key, reasons });
  }

  /** The finding is gone, or does not concern this node any more. */
  #left(id: string, reported: Reported): void {
    const { kind, key } = reported.finding;
    const finding = this.#options.finding(kind, key);
    if (finding && hasIssues(finding)) {
      reported.concernsNode = false;
      return;
    }
    this.#reported.delete(id);
    if (reported.concernsNode) {
      const log = this.#lines.take(key);
      if (this.#current(reported)) log.info(`${kind} issues resolved`, { [kind]: key });
      else log.info(`${kind} with issues deleted`, { [kind]: key });
    }
    if (kind === 'policy') this.#ended(key, reported);
  }

  /** No part of the policy is rejected any more. */
  #ended(key: string, reported: Reported): void {
    const { finding, concernsNode } = reported;
    if (levelOf(finding.issues) !== 'error') return;
    const { events } = this.#options;
    const now = this.#current(reported);
    if (now && concernsNode) events.resolve(rejectionEnded(key, { uid: finding.uid, ...now }));
    else events.drop(policyNamed(key, finding.uid));
  }

  /** Undefined if the object is gone. An object that was re-created under the same name is another one. */
  #current({ finding: { kind, key, uid } }: Reported): Objects[Kind] | undefined {
    const now = this.#options.object(kind, key);
    return now && (uid === '' || !('uid' in now) || now.uid === uid) ? now : undefined;
  }

  #count(findings: readonly Finding[]): void {
    const { rejected } = this.#options.telemetry;
    rejected.reset();
    for (const { kind, issues } of findings) if (kind === 'policy') for (const code of codesOf(issues)) rejected.inc({ code });
  }
}

function hasIssues({ issues }: Finding): boolean {
  return issues.length > 0;
}

function idOf({ kind, key }: Finding): string {
  return `${kind} ${key}`;
}

/** A new generation alone is not a change. */
function isSameFinding(a: Finding, b: Finding): boolean {
  return a === b || (a.uid === b.uid && a.whole === b.whole && a.closes === b.closes && isSame(a.issues, b.issues));
}

function isSame(a: readonly Issue[] | undefined, b: readonly Issue[]): boolean {
  return a !== undefined && a.length === b.length && a.every((issue, index) => issue === b[index] || isDeepStrictEqual(issue, b[index]));
}

/** Distinct codes of errors. */
function codesOf(issues: readonly Issue[]): Set<string> {
  return new Set(issues.filter(isError).map(({ code }) => code));
}

function reasonsOf(issues: readonly Issue[]): string[] {
  return [
    ...new Set(
      issues.map(({ path, message, policy, pod }) => {
        const place = [pod !== undefined && policy !== undefined && policy, path].filter(Boolean).join(' ');
        return place === '' ? message : `${place}: ${message}`;
      }),
    ),
  ];
}

function levelOf(issues: readonly Issue[]): 'error' | 'warn' {
  return issues.some(isError) ? 'error' : 'warn';
}

function isError({ severity }: Issue): boolean {
  return severity === 'error';
}
