/**
 * HNS rejects the desired ACLs of an endpoint for good, for instance because they exceed a limit of its own. The endpoint keeps its list if that
 * allows nothing that the desired one denies. Otherwise it is closed at once. The desired ACLs are tried again with back-off.
 */
import { Backoff, type BackoffOptions } from '../../async/backoff.ts';
import type { Issue } from '../../core/issue.ts';
import { keyOf } from '../../core/model.ts';
import { allowsMore } from '../../hns/foreign/allows-more.ts';
import { type HnsError, hresultName } from '../../hns/transport/hns-error.ts';
import type { Desired } from './desired.ts';
import type { EndpointRecord } from './endpoint-record.ts';
import { change, type DesiredAcls, type Reading, updateEndpoint } from './endpoint-update.ts';
import type { HnsReader } from './hns-reader.ts';
import type { Owned } from './match.ts';
import type { Outcome } from './outcome.ts';

export interface RejectedListOptions {
  readonly reader: HnsReader;
  readonly backoff: BackoffOptions;
  /** Called right before each write. */
  readonly mayWrite: () => boolean;
}

export interface Rejected {
  readonly owned: Owned;
  readonly desired: Desired;
  readonly error: HnsError;
  /** Absent: the endpoint must be read. */
  readonly reading?: Reading;
}

/** To be added to the outcome of the work on the endpoint. */
export interface FallBack extends Pick<Outcome, 'closed' | 'update'> {
  readonly issue: Issue;
}

/** The list that the endpoint holds instead. `open`: it allows more than the policies, so the pod is not enforced. */
type Held = 'kept' | 'closed' | 'open';

export class RejectedList {
  readonly #options: RejectedListOptions;
  /** Of the closed lists, by endpoint. They delay no desired list. */
  readonly #backoff: Backoff;

  constructor(options: RejectedListOptions) {
    this.#options = options;
    this.#backoff = new Backoff(options.backoff);
  }

  /** Never rejects. */
  async fallBack(record: EndpointRecord, { owned, desired, error, reading }: Rejected): Promise<FallBack> {
    const { reader, mayWrite } = this.#options;
    let held: Held = 'open';
    let update: Outcome['update'];
    try {
      const now = reading ?? { sentAt: performance.now(), policies: await reader.policies(record.id) };
      held = heldOf(now, desired, owned.addresses);
      if (held === 'open' && mayWrite() && this.#backoff.mayTry(record.id)) {
        await updateEndpoint(reader, record.id, now, closedList(desired), ({ held: foreign, ...written }) => {
          record.foreign.wrote(foreign);
          update = written;
        });
        held = 'closed';
        record.inForce = undefined;
      }
      if (held !== 'open') this.forget(record);
    } catch {
      this.#backoff.failed(record.id);
    }
    return {
      ...(held === 'closed' && { closed: 'rejected' }),
      ...(update && { update }),
      issue: rejectedIssue(keyOf(owned.pods[0]), error, held),
    };
  }

  /** Milliseconds until the closed list may be tried again. Undefined where it has not failed. */
  waitMs({ id }: EndpointRecord): number | undefined {
    return this.#backoff.waitMs(id);
  }

  forget({ id }: EndpointRecord): void {
    this.#backoff.forget(id);
  }
}

/** @param addresses The endpoint's own. */
function heldOf({ policies }: Reading, desired: Desired, addresses: readonly string[]): Held {
  const list = change(policies, desired);
  if (list && allowsMore(policies, list, addresses)) return 'open';
  const closed = closedList(desired);
  return closed.acls.length > 0 && !change(policies, closed) ? 'closed' : 'kept';
}

/** The isolated directions without grants. Leftovers of engines that are taken over go too. */
function closedList({ closedList: list, takeover = [] }: Desired): DesiredAcls {
  return { ...list(), takeover };
}

function rejectedIssue(pod: string, { hresult }: HnsError, held: Held): Issue {
  const name = hresult === undefined ? '' : ` (${hresultName(hresult)})`;
  return { severity: 'error', code: 'acls-rejected', pod, path: '', message: `HNS rejects the ACLs of this pod${name}. ${EFFECT[held]}` };
}

const EFFECT: Readonly<Record<Held, string>> = {
  kept: 'Its earlier ACLs stay, because they allow nothing that the policies deny',
  closed: 'The pod is closed in the directions that policies isolate, until HNS accepts its ACLs',
  open: 'The endpoint does not hold the closed list either, so the pod is not enforced',
};
