/** Turns issues into log lines, Events and metrics, once per change. */
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
  /** Finds a policy by key. Undefined if it does not exist or has no effect. */
  readonly policy: (key: string) => PolicyIdentity | undefined;
}

export class Report {
  readonly #options: ReportOptions;
  /** The issues last logged, by object and by pod. */
  readonly #objects = new Map<string, string>();
  readonly #pods = new Map<string, string>();
  /** UIDs of rejected policies, by key. */
  readonly #rejections = new Map<string, string>();

  constructor(options: ReportOptions) {
    this.#options = options;
  }

  /** @param findings All current findings. */
  findings(findings: readonly Finding[]): void {
    const { log, telemetry } = this.#options;
    const { changed, resolved } = changes(this.#objects, new Map(findings.map(finding => [`${finding.kind} ${finding.key}`, finding])));
    for (const id of resolved) {
      const [kind = '', key = ''] = id.split(' ');
      if (kind === 'policy') this.#ended(key);
      log.info(`${kind} issues resolved`, { [kind]: key });
    }
    for (const finding of changed) this.#finding(finding);
    telemetry.rejected.reset();
    for (const { kind, issues } of findings) if (kind === 'policy') for (const code of codesOf(issues)) telemetry.rejected.inc({ code });
  }

  /** @param issues All current issues of pods. */
  podIssues(issues: readonly Issue[]): void {
    const byPod = Map.groupBy(issues, issue => issue.pod ?? '');
    const { changed, resolved } = changes(this.#pods, byPod);
    for (const pod of resolved) this.#options.log.info('pod enforced as written again', { pod });
    for (const found of changed)
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
      log.warn(`${kind} is ambiguous`, { [kind]: key, reasons });
    }
  }

  #ended(key: string): void {
    const uid = this.#rejections.get(key);
    if (uid === undefined) return;
    this.#rejections.delete(key);
    const { events, policy } = this.#options;
    const now = policy(key);
    // A policy that was re-created under the same name is another object.
    if (now && (uid === '' || uid === now.uid)) events.resolve(rejectionEnded(key, now));
    else events.drop(policyNamed(key, uid));
  }
}

/** Compares with the last call and updates `before`. A new generation alone is not a change. */
function changes<T extends object>(before: Map<string, string>, now: ReadonlyMap<string, T>): { changed: T[]; resolved: string[] } {
  const resolved = [...before.keys()].filter(key => !now.has(key));
  for (const key of resolved) before.delete(key);
  const changed = [...now].filter(([key, value]) => {
    const text = JSON.stringify({ ...value, generation: undefined });
    if (before.get(key) === text) return false;
    before.set(key, text);
    return true;
  });
  return { changed: changed.map(([, value]) => value), resolved };
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
