/** The endpoints that HNS lists, who owns them, and the last result of the work on each. */
import type { Owners } from '../../core/claims.ts';
import type { Issue } from '../../core/issue.ts';
import { keyOf, type Pod } from '../../core/model.ts';
import type { HnsEndpoint, HnsNetwork } from '../../hns/document/schema.ts';
import { type EndpointRecord, newRecord } from './endpoint-record.ts';
import { bareSandboxes, isChosen, type Matcher, type Matching, match, type Owned, waitingPods } from './match.ts';
import { hasProtection, isBroken, isDone, isInSync, type NodeView, type Outcome } from './outcome.ts';
import type { PodSandbox } from './sandbox-pods.ts';

/** An endpoint whose change takes longer than this counts as out of sync. */
const LATE_MS = 2_000;
/** An endpoint without an owner, or with two different ones, is reported after this time. */
const REPORT_AFTER_MS = 30_000;

export interface InventoryMatching extends Matching {
  readonly byRecord: ReadonlyMap<EndpointRecord, Owned>;
}

export class Inventory {
  readonly #matcher: Matcher;
  readonly #networks: () => readonly HnsNetwork[];
  /** By GUID. */
  readonly #records = new Map<string, EndpointRecord>();
  #hasListed = false;
  /** Endpoints that the rolling read owes. Grows with time. */
  #rollingDue = 0;
  #lastRollingAt = performance.now();

  constructor(matcher: Matcher, networks: () => readonly HnsNetwork[]) {
    this.#matcher = matcher;
    this.#networks = networks;
  }

  get records(): ReadonlyMap<string, EndpointRecord> {
    return this.#records;
  }

  /** @param ids All that HNS lists now. @returns What came and what went. */
  take(ids: readonly string[]): { readonly came: readonly EndpointRecord[]; readonly went: readonly EndpointRecord[] } {
    const listed = new Set(ids);
    const went = [...this.#records.values()].filter(({ id }) => !listed.has(id));
    for (const record of went) this.forget(record);
    const came = ids.filter(id => !this.#records.has(id)).map(id => newRecord(id, this.#hasListed));
    for (const record of came) this.#records.set(record.id, record);
    this.#hasListed = true;
    return { came, went };
  }

  forget({ id, retry }: EndpointRecord): void {
    clearTimeout(retry);
    this.#records.delete(id);
  }

  /** The endpoints to read now, so that each is read once in `resyncMs`. @param nextMs When this is asked again. */
  rollingReads(resyncMs: number, nextMs: number): readonly EndpointRecord[] {
    const now = performance.now();
    this.#rollingDue += (this.#records.size * (now - this.#lastRollingAt)) / resyncMs;
    this.#lastRollingAt = now;
    const count = Math.floor(this.#rollingDue);
    this.#rollingDue -= count;
    const oldest = [...this.#records.values()].sort((a, b) => (a.readAt ?? 0) - (b.readAt ?? 0));
    return oldest.filter(({ readAt = 0 }, index) => index < count || now - readAt > resyncMs - nextMs);
  }

  /** Of the endpoints as they were last read. */
  match(): InventoryMatching {
    const byEndpoint = new Map<HnsEndpoint, EndpointRecord>();
    for (const record of this.#records.values()) if (record.endpoint) byEndpoint.set(record.endpoint, record);
    const matching = match([...byEndpoint.keys()], this.#networks(), this.#matcher);
    return { ...matching, byRecord: new Map(matching.owned.map(owned => [byEndpoint.get(owned.endpoint)!, owned])) };
  }

  /** Pods with an address but no endpoint. */
  waiting({ owned } = this.match()): readonly Pod[] {
    return waitingPods(owned, this.#matcher);
  }

  /** Ready sandboxes without an endpoint. */
  bare({ owned } = this.match()): readonly PodSandbox[] {
    return bareSandboxes(owned, this.#matcher);
  }

  view(): Omit<NodeView, 'queued' | 'concurrency'> {
    const matching = this.match();
    const waiting = this.waiting(matching);
    const mismatches = this.#observeOwners(matching);
    const records = [...this.#records.values()];
    const readable = records.filter(({ unreadable }) => !unreadable);
    const outcomes = readable.flatMap(record => currentOutcome(record) ?? []);
    const unreadable = records.flatMap(({ id, unreadable: error }) => (error ? [{ id, error }] : []));
    const open = readable.filter(({ changedAt }) => changedAt !== undefined);
    const fresh = new Set(open.filter(record => !isLate(record)).map(({ id }) => id));
    const isInOrder =
      outcomes.every(outcome => (isDone(outcome) && !isBroken(outcome)) || fresh.has(outcome.endpoint)) &&
      (unreadable.length === 0 || waiting.length === 0);
    return {
      networks: this.#networks().filter(network => isChosen(network, this.#matcher.choice)),
      present: new Set(records.map(({ id }) => id)),
      outcomes,
      unreadable,
      waiting,
      bare: this.bare(matching),
      unowned: records.filter(({ unownedSince }) => isLong(unownedSince)).map(({ id }) => id),
      issues: [...records.flatMap(({ issues }) => issues), ...mismatches],
      complete: isInOrder && open.length === 0,
      isProtected: outcomes.every(outcome => hasProtection(outcome) || isDone(outcome)) && open.length === 0 && unreadable.length === 0,
      isSettling: isInOrder && open.length > 0 && fresh.size === open.length,
      pending: outcomes.filter(({ result }) => result === 'pending').length,
    };
  }

  /** Notes how long endpoints have had no owner, or two different ones. @returns Warnings about the latter. */
  #observeOwners({ unowned, byRecord }: InventoryMatching): Issue[] {
    const now = performance.now();
    const withoutOwner = new Set(unowned);
    for (const record of this.#records.values()) {
      record.unownedSince = record.endpoint && withoutOwner.has(record.endpoint) ? (record.unownedSince ?? now) : undefined;
      record.rivalledSince = byRecord.get(record)?.rivals ? (record.rivalledSince ?? now) : undefined;
    }
    return [...byRecord].flatMap(([{ id, rivalledSince }, { pods, rivals }]) =>
      rivals && isLong(rivalledSince) ? [rivalled(id, pods[0], rivals)] : [],
    );
  }
}

function isLong(since: number | undefined): boolean {
  return since !== undefined && performance.now() - since >= REPORT_AFTER_MS;
}

function isLate({ changedAt }: EndpointRecord): boolean {
  return changedAt !== undefined && performance.now() - changedAt > LATE_MS;
}

/** A change that takes long is not in force yet, whatever the last work achieved. */
function currentOutcome(record: EndpointRecord): Outcome | undefined {
  const { outcome, changedAt } = record;
  if (!outcome || changedAt === undefined || !isInSync(outcome) || !isLate(record)) return outcome;
  return { ...outcome, result: 'deferred', at: Math.round(Date.now() - (performance.now() - changedAt)) };
}

function rivalled(endpoint: string, pod: Pod, rivals: Owners): Issue {
  const message = `HNS endpoint ${endpoint} is in the sandbox of this pod, but the API server reports its address for ${rivals.map(keyOf).join(', ')}: the sandbox decides`;
  return { severity: 'warning', code: 'ambiguous-address', pod: keyOf(pod), path: 'status.podIPs', message };
}
