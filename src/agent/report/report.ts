/** The one place that turns issues into words: a log line, an Event and a metric, once for each change of what is wrong. */
import type { Issue } from '../../core/issue.ts';
import type { Log } from '../log.ts';
import type { Telemetry } from '../metrics/telemetry.ts';
import type { Finding } from '../state.ts';
import type { Events } from './event-outbox.ts';
import { type PolicyIdentity, policyNamed, rejected, rejectionEnded } from './policy-event.ts';

export interface ReportOptions {
  readonly log: Log;
  readonly events: Events;
  readonly telemetry: Pick<Telemetry, 'rejected'>;
  /** The policy with this key, if it is there and has an effect. */
  readonly policy: (key: string) => PolicyIdentity | undefined;
}

export class Report {
  readonly #options: ReportOptions;
  /** What was last said, by object and by pod. */
  readonly #objects = new Map<string, string>();
  readonly #pods = new Map<string, string>();
  /** The UIDs of the policies that are rejected, by key. */
  readonly #rejections = new Map<string, string>();

  constructor(options: ReportOptions) {
    this.#options = options;
  }

  /** @param findings All there are now. */
  findings(findings: readonly Finding[]): void {
    const { log, telemetry } = this.#options;
    const { said, over } = news(this.#objects, new Map(findings.map(finding => [`${finding.kind} ${finding.key}`, finding])));
    for (const id of over) {
      const [kind = '', key = ''] = id.split(' ');
      if (kind === 'policy') this.#ended(key);
      log.info(`${kind} no longer rejected`, { [kind]: key });
    }
    for (const finding of said) this.#finding(finding);
    telemetry.rejected.reset();
    for (const { kind, issues } of findings) if (kind === 'policy') for (const code of codesOf(issues)) telemetry.rejected.inc({ code });
  }

  /** @param issues All that concern pods now. */
  podIssues(issues: readonly Issue[]): void {
    const byPod = Map.groupBy(issues, issue => issue.pod ?? '');
    const { said, over } = news(this.#pods, byPod);
    for (const pod of over) this.#options.log.info('pod enforced as written again', { pod });
    for (const found of said)
      this.#options.log[levelOf(found)]('pod not enforced as written', { pod: found[0]?.pod, reasons: reasonsOf(found) });
  }

  #finding(finding: Finding): void {
    const { kind, key, issues, whole } = finding;
    const { log, events } = this.#options;
    const reasons = reasonsOf(issues);
    if (levelOf(issues) === 'error') {
      log.error(`${kind} rejected`, { [kind]: key, effect: whole ? 'none' : 'partial', reasons });
      if (kind !== 'policy') return;
      this.#rejections.set(key, finding.uid);
      events.put(rejected(finding));
    } else {
      if (kind === 'policy') this.#ended(key);
      log.warn(`${kind} may mean something else than its author thinks`, { [kind]: key, reasons });
    }
  }

  #ended(key: string): void {
    const uid = this.#rejections.get(key);
    if (uid === undefined) return;
    this.#rejections.delete(key);
    const { events, policy } = this.#options;
    const now = policy(key);
    // Deleted, or deleted and created anew: what was said of the one says nothing of the other.
    if (now && (uid === '' || uid === now.uid)) events.over(rejectionEnded(key, now));
    else events.drop(policyNamed(key, uid));
  }
}

/** What is new or has changed, and what is over, since the last time; `before` is brought up to date. A version alone is no news. */
function news<T extends object>(before: Map<string, string>, now: ReadonlyMap<string, T>): { said: T[]; over: string[] } {
  const over = [...before.keys()].filter(key => !now.has(key));
  for (const key of over) before.delete(key);
  const said = [...now].filter(([key, value]) => {
    const text = JSON.stringify({ ...value, generation: undefined });
    if (before.get(key) === text) return false;
    before.set(key, text);
    return true;
  });
  return { said: said.map(([, value]) => value), over };
}

/** Each once, of what is in fact not in force. */
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
