/**
 * Keeps the endpoints of this node in sync with the cluster, one endpoint at a time. Events, polls and timers only put endpoints into the
 * queue. The work on an endpoint reads it, computes its desired ACLs from the cluster as it is at that moment, and updates it.
 */
import type { BackoffOptions } from '../../async/backoff.ts';
import { withTimeout } from '../../async/timers.ts';
import type { Owners } from '../../core/claims.ts';
import type { Cluster } from '../../core/cluster.ts';
import type { HnsClient } from '../../hns/client.ts';
import type { HnsEndpoint } from '../../hns/document/schema.ts';
import type { CNI_DEFAULT_DENY } from '../../hns/foreign/cni-default-deny.ts';
import { HnsError } from '../../hns/transport/hns-error.ts';
import { AdaptiveLimit } from './adaptive-limit.ts';
import type { DesiredOptions } from './desired.ts';
import { type EndpointRecord, isSameBasis, newRecord } from './endpoint-record.ts';
import { EndpointWork } from './endpoint-work.ts';
import { HnsReader } from './hns-reader.ts';
import { isChosen, type Matching, match, type NetworkChoice } from './match.ts';
import { isDone, isInSync, type NodeView, type Outcome } from './outcome.ts';
import { Poll } from './poll.ts';
import { WorkQueue } from './work-queue.ts';

export interface ReconcilerOptions extends Omit<DesiredOptions, 'cniDefaultDeny'> {
  readonly cniDefaultDeny: (typeof CNI_DEFAULT_DENY)[number];
  readonly node: string;
  readonly choice: NetworkChoice;
  readonly backoff: BackoffOptions;
  /** From a change of the cluster to the search for affected endpoints. Changes that arrive meanwhile are one search. */
  readonly coalesceMs: number;
  /** Each endpoint is read once in this time, to find what others changed. */
  readonly resyncMs: number;
  /** Asked before each attempt, and again right before its write. */
  readonly mayWrite: () => boolean;
  /** Called before affected endpoints are searched: brings everything else up to date that the desired state depends on. */
  readonly refresh: () => void;
  readonly observer: ReconcilerObserver;
}

/** Sees everything, decides nothing. */
export interface ReconcilerObserver {
  /** The search for affected endpoints ended. @param needed It found some. */
  searched(needed: boolean): void;
  /** HNS listed an endpoint for the first time. */
  appeared(endpoint: string): void;
  /** Work on an endpoint that belongs to a pod ended. */
  worked(outcome: Outcome): void;
  /** Called when the queue is empty and after each look at HNS. */
  view(view: NodeView): void;
  readable(): void;
  /** HNS as a whole cannot be read. */
  unreadable(error: unknown): void;
}

const LOOK_MS = 1_000;
/** A look that fails is cheap, and the next one finds new pods. */
const MOST_LOOK_MS = 10_000;
/** An endpoint whose change takes longer than this counts as out of sync. */
const LATE_MS = 2_000;

export class Reconciler {
  readonly #cluster: Cluster;
  readonly #options: ReconcilerOptions;
  readonly #limit = new AdaptiveLimit();
  readonly #reader: HnsReader;
  readonly #work: EndpointWork;
  readonly #queue: WorkQueue;
  readonly #poll: Poll;
  readonly #abort = new AbortController();
  /** By GUID. */
  readonly #records = new Map<string, EndpointRecord>();
  #isStarted = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #mightWrite = true;
  /** Looks in a row that failed. */
  #failedLooks = 0;
  #hasLooked = false;
  #hasListed = false;
  /** An endpoint could not be read. The next look shows if HNS as a whole fails. */
  #isHnsSuspect = false;
  #isHnsDown = false;
  #networksReadAt = Number.NEGATIVE_INFINITY;
  /** Endpoints that the rolling read owes. Grows with time. */
  #rollingDue = 0;
  #lastRollingAt = performance.now();
  /** Changes of the cluster: all, those before the last search, those before the last successful look. */
  #changes = 0;
  #searched = -1;
  #looked = -1;
  #settling: { readonly changes: number; readonly resolve: () => void }[] = [];

  constructor(client: HnsClient, cluster: Cluster, options: ReconcilerOptions) {
    this.#cluster = cluster;
    this.#options = options;
    this.#reader = new HnsReader(client, this.#limit);
    this.#work = new EndpointWork({
      ...options,
      cluster,
      reader: this.#reader,
      signal: this.#abort.signal,
      searchAgain: () => this.#searchSoon(),
    });
    this.#queue = new WorkQueue({
      work: key => this.#workOn(key),
      // Without HNS, work on endpoints would only fail.
      limit: () => (this.#isHnsDown ? 0 : this.#limit.current),
      patienceMs: () => this.#limit.patienceMs,
      idle: () => this.#flush(),
    });
    this.#poll = new Poll({
      look: () => this.#look(),
      intervalMs: () => Math.min(MOST_LOOK_MS, LOOK_MS * 2 ** Math.min(this.#failedLooks, 10)),
    });
  }

  /** Starts enforcement. Call it when the whole cluster has been listed. */
  start(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    this.#search();
    this.#poll.now();
  }

  /** The cluster changed, in a way that may or may not matter here. */
  changed(): void {
    this.#changes++;
    if (!this.#isStarted || this.#abort.signal.aborted) return;
    this.#searchSoon();
  }

  #searchSoon(): void {
    this.#timer ??= setTimeout(() => this.#follow(), this.#options.coalesceMs);
  }

  /** Resolves when every change until now is in force on every endpoint that HNS lists. */
  settled(): Promise<void> {
    return new Promise(resolve => {
      this.#settling.push({ changes: this.#changes, resolve });
      this.#settle(this.#queue.isIdle ? this.#view() : undefined);
    });
  }

  /** Lets running work finish, but begins no write after `graceMs`. */
  async stop(graceMs: number): Promise<void> {
    this.#isStarted = false;
    clearTimeout(this.#timer);
    this.#poll.stop();
    this.#queue.stop();
    for (const record of this.#records.values()) clearTimeout(record.retry);
    const work = Promise.all([this.#queue.drained(), this.#poll.drained()]);
    if (graceMs > 0) await withTimeout(work, graceMs);
    this.#abort.abort();
  }

  #follow(): void {
    this.#timer = undefined;
    this.#search();
    // A new pod may have its endpoint already.
    if (this.#failedLooks === 0 && this.#match().waiting.length > 0) this.#poll.now();
  }

  /** Queues every endpoint whose owner or desired state may have changed. */
  #search(): void {
    const changes = this.#changes;
    this.#options.refresh();
    const mayWrite = this.#options.mayWrite();
    const isReleased = mayWrite && !this.#mightWrite;
    this.#mightWrite = mayWrite;
    let needed = false;
    const add = (key: string, record: EndpointRecord) => {
      needed = true;
      record.changedAt ??= performance.now();
      this.#queue.add(key, record.outcome && isInSync(record.outcome) ? 'changed' : 'new');
    };
    const { owners } = this.#match();
    for (const [key, record] of this.#records) {
      if (record.unreadable) {
        // A change cuts its back-off, time alone does not.
        if (changes > this.#searched) add(key, record);
      } else if (!isSameBasis(record.basis, this.#work.basisOf(owners.get(record)))) add(key, record);
      else if (isReleased && record.outcome?.result === 'pending') add(key, record);
    }
    this.#searched = changes;
    this.#options.observer.searched(needed && mayWrite);
    if (this.#queue.isIdle) this.#flush();
  }

  /** Finds endpoints that came and went. */
  async #look(): Promise<void> {
    const changes = this.#changes;
    let ids: readonly string[];
    try {
      if (!this.#hasLooked) await this.#reader.requireSupported();
      await this.#refreshNetworks();
      ids = await this.#reader.endpointIds();
    } catch (error) {
      this.#failedLooks++;
      this.#isHnsSuspect = false;
      this.#isHnsDown = isUnavailable(error);
      this.#options.observer.unreadable(error);
      return;
    }
    if (this.#abort.signal.aborted) return;
    const wasAway = this.#failedLooks > 0;
    this.#failedLooks = 0;
    this.#isHnsSuspect = false;
    this.#isHnsDown = false;
    this.#hasLooked = true;
    this.#options.observer.readable();
    this.#take(ids);
    // HNS may have been restarted meanwhile, and a restart can lose ACLs.
    if (wasAway) this.#readAll();
    this.#readRolling();
    this.#looked = changes;
    this.#search();
    this.#flush();
  }

  #take(ids: readonly string[]): void {
    const listed = new Set(ids);
    for (const [id, record] of this.#records) if (!listed.has(id)) this.#forget(id, record);
    for (const id of ids) {
      if (this.#records.has(id)) continue;
      this.#records.set(id, newRecord(id, this.#hasListed));
      this.#options.observer.appeared(id);
      this.#queue.add(id, 'new');
    }
    this.#hasListed = true;
  }

  async #refreshNetworks(): Promise<void> {
    if (performance.now() - this.#networksReadAt < this.#options.resyncMs) return;
    await this.#reader.refreshNetworks();
    this.#networksReadAt = performance.now();
  }

  /** Unprotected endpoints first. */
  #readAll(): void {
    for (const [key, record] of this.#records) this.#queue.add(key, record.outcome && isInSync(record.outcome) ? 'repair' : 'new');
  }

  /** Reads each endpoint about once per resync, spread over the time. */
  #readRolling(): void {
    const { resyncMs } = this.#options;
    const now = performance.now();
    this.#rollingDue += (this.#records.size * (now - this.#lastRollingAt)) / resyncMs;
    this.#lastRollingAt = now;
    const count = Math.floor(this.#rollingDue);
    this.#rollingDue -= count;
    const oldest = [...this.#records].sort(([, a], [, b]) => (a.readAt ?? 0) - (b.readAt ?? 0));
    for (const [index, [key, { readAt = 0 }]] of oldest.entries()) {
      // The next look would be too late.
      const isOverdue = now - readAt > resyncMs - LOOK_MS;
      if (index < count || isOverdue) this.#queue.add(key, 'rolling');
    }
  }

  async #workOn(key: string): Promise<void> {
    const record = this.#records.get(key);
    if (!record || this.#abort.signal.aborted) return;
    clearTimeout(record.retry);
    record.retry = undefined;
    const result = await this.#work.on(record);
    if (result.retryInMs !== undefined && !this.#abort.signal.aborted && this.#records.get(key) === record)
      record.retry = setTimeout(() => this.#queue.add(key, 'repair'), result.retryInMs);
    if (result.isGone) this.#forget(key, record);
    if (result.outcome) this.#options.observer.worked(result.outcome);
    // The endpoint may be back under another id by now, or all of HNS may be down.
    this.#isHnsSuspect ||= isUnavailable(record.unreadable);
    if (result.isGone || this.#isHnsSuspect) this.#poll.now();
  }

  #forget(key: string, record: EndpointRecord): void {
    clearTimeout(record.retry);
    this.#records.delete(key);
    this.#queue.remove(key);
    this.#work.forget(record);
  }

  #flush(): void {
    if (!this.#hasLooked || this.#failedLooks > 0 || this.#isHnsSuspect) return;
    const view = this.#view();
    this.#options.observer.view(view);
    if (this.#queue.isIdle) this.#settle(view);
  }

  #settle(view: NodeView | undefined): void {
    if (!view?.complete) return;
    const reached = Math.min(this.#searched, this.#looked);
    const settled = this.#settling.filter(({ changes }) => changes <= reached);
    this.#settling = this.#settling.filter(({ changes }) => changes > reached);
    for (const { resolve } of settled) resolve();
  }

  #view(): NodeView {
    const { choice } = this.#options;
    const records = [...this.#records.values()];
    const { waiting } = this.#match();
    const readable = records.filter(({ unreadable }) => !unreadable);
    const outcomes = readable.flatMap(record => currentOutcome(record) ?? []);
    const unreadable = records.flatMap(({ id, unreadable: error }) => (error ? [{ id, error }] : []));
    const open = readable.filter(({ changedAt }) => changedAt !== undefined);
    const fresh = new Set(open.filter(record => !isLate(record)).map(({ id }) => id));
    const isInOrder =
      outcomes.every(outcome => isDone(outcome) || fresh.has(outcome.endpoint)) && (unreadable.length === 0 || waiting.length === 0);
    return {
      networks: this.#reader.networks.filter(network => isChosen(network, choice)),
      present: new Set(records.map(({ id }) => id)),
      outcomes,
      unreadable,
      waiting,
      issues: records.flatMap(({ issues }) => issues),
      complete: isInOrder && open.length === 0,
      isSettling: isInOrder && open.length > 0 && fresh.size === open.length,
      pending: outcomes.filter(({ result }) => result === 'pending').length,
      queued: this.#queue.size,
      concurrency: this.#limit.current,
    };
  }

  /** By the addresses that were last read. */
  #match(): Matching & { readonly owners: ReadonlyMap<EndpointRecord, Owners> } {
    const byEndpoint = new Map<HnsEndpoint, EndpointRecord>();
    for (const record of this.#records.values()) if (record.endpoint) byEndpoint.set(record.endpoint, record);
    const { node, choice } = this.#options;
    const matching = match([...byEndpoint.keys()], this.#reader.networks, this.#cluster, node, choice);
    return { ...matching, owners: new Map(matching.owned.map(({ endpoint, pods }) => [byEndpoint.get(endpoint)!, pods])) };
  }
}

function isUnavailable(error: unknown): boolean {
  return error instanceof HnsError && error.code === 'unavailable';
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
