/** The one place that turns issues into words: a log line, an Event and a metric, once for each change of what is wrong. */
import type { Issue } from '../core/issue.ts';
import type { Log } from './log.ts';
import type { Finding } from './state.ts';
import type { Telemetry } from './telemetry.ts';

export interface Events {
  /** One Event for this policy, in place of an earlier one about it that has not been recorded yet. */
  put(finding: Finding): void;
  /** The policy, by key, is no longer rejected: what has not been recorded need not be. */
  drop(policy: string): void;
}

export class Report {
  readonly #log: Log;
  readonly #events: Events;
  readonly #rejected: Telemetry['rejected'];
  /** What was last said, by object and by pod. */
  readonly #objects = new Map<string, string>();
  readonly #pods = new Map<string, string>();

  constructor(log: Log, events: Events, telemetry: Pick<Telemetry, 'rejected'>) {
    this.#log = log;
    this.#events = events;
    this.#rejected = telemetry.rejected;
  }

  /** @param findings All there are now. */
  findings(findings: readonly Finding[]): void {
    const { said, over } = news(this.#objects, new Map(findings.map(finding => [`${finding.kind} ${finding.key}`, finding])));
    for (const id of over) {
      const [kind = '', key = ''] = id.split(' ');
      if (kind === 'policy') this.#events.drop(key);
      this.#log.info(`${kind} no longer rejected`, { [kind]: key });
    }
    for (const finding of said) this.#finding(finding);
    this.#rejected.reset();
    for (const { kind, issues } of findings) if (kind === 'policy') for (const code of codesOf(issues)) this.#rejected.inc({ code });
  }

  /** @param issues All that concern pods now. */
  podIssues(issues: readonly Issue[]): void {
    const byPod = Map.groupBy(issues, issue => issue.pod ?? '');
    const { said, over } = news(this.#pods, byPod);
    for (const pod of over) this.#log.info('pod enforced as written again', { pod });
    for (const found of said) this.#log[levelOf(found)]('pod not enforced as written', { pod: found[0]?.pod, reasons: reasonsOf(found) });
  }

  #finding(finding: Finding): void {
    const { kind, key, issues, whole } = finding;
    const fields = { [kind]: key, effect: whole ? 'none' : 'partial', reasons: reasonsOf(issues) };
    if (levelOf(issues) === 'error') {
      this.#log.error(`${kind} rejected`, fields);
      if (kind === 'policy') this.#events.put(finding);
    } else {
      if (kind === 'policy') this.#events.drop(key);
      this.#log.warn(`${kind} may mean something else than its author thinks`, { [kind]: key, reasons: reasonsOf(issues) });
    }
  }
}

/** What is new or has changed, and what is over, since the last time; `before` is brought up to date. */
function news<T>(before: Map<string, string>, now: ReadonlyMap<string, T>): { said: T[]; over: string[] } {
  const over = [...before.keys()].filter(key => !now.has(key));
  for (const key of over) before.delete(key);
  const said = [...now].filter(([key, value]) => {
    const text = JSON.stringify(value);
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
      issues.map(({ path, message, policy, pod }) => `${pod !== undefined && policy !== undefined ? `${policy} ` : ''}${path}: ${message}`),
    ),
  ];
}

function levelOf(issues: readonly Issue[]): 'error' | 'warn' {
  return issues.some(isError) ? 'error' : 'warn';
}

function isError({ severity }: Issue): boolean {
  return severity === 'error';
}
