/** What became of endpoints, as log lines: a change is said once, a failure once until it changes, and nothing when nothing happens. */
import type { HnsError } from '../hns/hns-error.ts';
import { hresultName } from '../hns/hns-error.ts';
import type { Log } from './log.ts';
import type { Outcome, Pass } from './outcome.ts';

export class EndpointLog {
  readonly #log: Log;
  /** By endpoint, the failure that was last said. */
  readonly #failures = new Map<string, string>();
  readonly #unreadable = new Map<string, string>();

  constructor(log: Log) {
    this.#log = log;
  }

  pass({ outcomes, unreadable }: Pass): void {
    for (const outcome of outcomes) this.outcome(outcome);
    const seen = new Set(outcomes.map(({ endpoint }) => endpoint));
    for (const endpoint of this.#failures.keys()) if (!seen.has(endpoint)) this.#failures.delete(endpoint);
    for (const { id, error } of unreadable) this.#once(this.#unreadable, id, error, 'endpoint cannot be read', { endpoint: id });
    const ids = new Set(unreadable.map(({ id }) => id));
    for (const id of this.#unreadable.keys()) if (!ids.has(id)) this.#unreadable.delete(id);
  }

  outcome(outcome: Outcome): void {
    const { endpoint, result, acls, drift, error, failures } = outcome;
    const about = { pod: outcome.pods.join(', '), endpoint };
    const policies = outcome.policies.join(', ');
    if (result === 'failed' && error) {
      this.#once(this.#failures, endpoint, error, 'endpoint not updated', { ...about, policies });
      return;
    }
    if (result === 'deferred' || result === 'pending') return;
    const wasFailing = this.#failures.delete(endpoint);
    if (result === 'updated') {
      const from = outcome.from.join(', ');
      const fields = {
        ...about,
        aclsBefore: acls.found,
        acls: acls.wanted,
        policies,
        ...(from && { from }),
        ...(failures > 0 && { failures }),
      };
      if (from) this.#log.info('endpoint taken over', fields);
      else if (drift) this.#log.warn('endpoint repaired: its ACLs had been changed from outside', fields);
      else this.#log.info('endpoint updated', fields);
    } else if (result === 'gone') this.#log.debug('endpoint or pod went away meanwhile', about);
    else if (wasFailing) this.#log.info('endpoint is as wanted again', about);
  }

  #once(said: Map<string, string>, id: string, error: HnsError, message: string, fields: Readonly<Record<string, unknown>>): void {
    const level = said.get(id) === error.message ? 'debug' : 'error';
    said.set(id, error.message);
    this.#log[level](message, { ...fields, ...errorFields(error) });
  }
}

export function errorFields(error: HnsError): Readonly<Record<string, unknown>> {
  const { code, message, hresult } = error;
  return { error: message, code, ...(hresult !== undefined && { hresult: hresultName(hresult) ?? `0x${hresult.toString(16)}` }) };
}
