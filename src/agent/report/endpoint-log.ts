/** Logs changes of endpoints. A failure is logged when it begins and when its reason changes. */
import type { EndpointPolicy } from '../../hns/document/schema.ts';
import { nameOf } from '../../hns/foreign/conflict-issues.ts';
import type { HnsError } from '../../hns/transport/hns-error.ts';
import type { NodeView, Outcome } from '../enforcement/outcome.ts';
import { errorFields } from '../error-fields.ts';
import type { Log } from '../log.ts';

export class EndpointLog {
  readonly #log: Log;
  /** By endpoint: the last failure logged. */
  readonly #failures = new Map<string, string>();
  readonly #unreadable = new Map<string, string>();
  /** By endpoint: the last pending update logged. */
  readonly #pending = new Map<string, string>();
  readonly #dryRun: boolean;

  /** @param dryRun Log each update that the dry run suppresses. */
  constructor(log: Log, dryRun: boolean) {
    this.#log = log;
    this.#dryRun = dryRun;
  }

  view({ present, unreadable }: NodeView): void {
    for (const logged of [this.#failures, this.#pending])
      for (const endpoint of logged.keys()) if (!present.has(endpoint)) logged.delete(endpoint);
    for (const { id, error } of unreadable) this.#once(this.#unreadable, id, error, 'endpoint cannot be read', { endpoint: id });
    const ids = new Set(unreadable.map(({ id }) => id));
    for (const id of this.#unreadable.keys()) if (!ids.has(id)) this.#unreadable.delete(id);
  }

  worked(outcome: Outcome): void {
    const { endpoint, result, acls, drift, error, failures } = outcome;
    const about = { pod: outcome.pods.join(', '), endpoint };
    this.#foreign(outcome, about);
    const policies = outcome.policies.join(', ');
    if (result === 'failed' && error) {
      this.#once(this.#failures, endpoint, error, 'endpoint not updated', { ...about, policies });
      return;
    }
    if (result === 'deferred') return;
    const from = outcome.from.join(', ');
    const change = { ...about, aclsBefore: acls.found, acls: acls.desired, policies, ...(from && { from }) };
    if (result === 'pending') {
      this.#due(endpoint, change, outcome.content);
      return;
    }
    this.#pending.delete(endpoint);
    const wasFailing = this.#failures.delete(endpoint);
    if (result === 'updated') {
      const fields = { ...change, ...(failures > 0 && { failures }) };
      if (from) this.#log.info('endpoint taken over', fields);
      else if (drift) this.#log.warn('endpoint repaired: its ACLs had drifted', fields);
      else this.#log.info('endpoint updated', fields);
    } else if (result === 'gone') this.#log.debug('endpoint or pod vanished during the work', about);
    else if (wasFailing) this.#log.info('endpoint is in sync again', about);
  }

  #foreign({ update, secondWriter }: Outcome, about: Readonly<Record<string, unknown>>): void {
    if (update && update.added.length + update.lost.length > 0) {
      const fields = { ...about, added: namesOf(update.added), lost: namesOf(update.lost) };
      this.#log.warn('HNS holds other foreign policies than the Update had', fields);
    }
    if (secondWriter) this.#log.warn('another program writes ACLs to this endpoint too', { ...about, acls: namesOf(secondWriter) });
  }

  /** While another engine runs on the node, its own log line covers all endpoints. */
  #due(endpoint: string, change: Readonly<Record<string, unknown>>, content: string): void {
    const due = JSON.stringify([change, content]);
    if (this.#dryRun && this.#pending.get(endpoint) !== due) this.#log.info('endpoint would be updated', change);
    this.#pending.set(endpoint, due);
  }

  #once(logged: Map<string, string>, id: string, error: HnsError, message: string, fields: Readonly<Record<string, unknown>>): void {
    const level = logged.get(id) === error.message ? 'debug' : 'error';
    logged.set(id, error.message);
    this.#log[level](message, { ...fields, ...errorFields(error) });
  }
}

/** Others are left out, so that the line stays short. */
const MAX_NAMES = 5;

function namesOf(policies: readonly EndpointPolicy[]): string[] {
  return policies.slice(0, MAX_NAMES).map(policy => nameOf({ policy }));
}
