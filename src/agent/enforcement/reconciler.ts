/**
 * Keeps the endpoints of this node in sync with the cluster, one endpoint at a time. Events, polls and timers only put endpoints into the
 * queue. The work on an endpoint reads it, computes its desired ACLs from the cluster as it is at that moment, and updates it.
 */
import { withTimeout } from '../../async/timers.ts';
import type { Cluster } from '../../core/cluster.ts';
import type { HnsClient } from '../../hns/client.ts';
import { HnsError } from '../../hns/transport/hns-error.ts';
import { AdaptiveLimit } from './adaptive-limit.ts';
import { type EndpointRecord, isSameBasis } from './endpoint-record.ts';
import { EndpointWork, type EndpointWorkOptions } from './endpoint-work.ts';
import { HnsReader } from './hns-reader.ts';
import { Inventory } from './inventory.ts';
import { isInSync, type NodeView, type Outcome } from './outcome.ts';
import { Poll } from './poll.ts';
import { ServiceProcess, type ServiceProcessObserver } from './service-process.ts';
import { Settling } from './settling.ts';
import { WorkQueue } from './work-queue.ts';

export interface ReconcilerOptions extends Omit<EndpointWorkOptions, 'cluster' | 'reader' | 'signal' | 'searchAgain'> {
  /** From a change of the cluster to the search for affected endpoints. Changes that arrive meanwhile are one search. */
  readonly coalesceMs: number;
  /** Each endpoint is read once in this time, to find what others changed. */
  readonly resyncMs: number;
  /** Of Windows. Undefined: unknown, and HNS's version alone decides if it is supported. */
  readonly windowsBuild: number | undefined;
  /** Called before affected endpoints are searched: brings everything else up to date that the desired state depends on. */
  readonly refresh: () => void;
  readonly observer: ReconcilerObserver;
}

/** Observes all work and decides none. */
export interface ReconcilerObserver extends ServiceProcessObserver {
  /** The search for affected endpoints ended. @param needed It found some. */
  searched(needed: boolean): void;
  /** Work on an endpoint that belongs to a pod ended. */
  worked(outcome: Outcome): void;
  /** Called when the queue is empty and after each look at HNS. */
  view(view: NodeView): void;
  readable(): void;
  /** HNS as a whole cannot be read. @param error UnsupportedError if Windows or HNS is too old. */
  unreadable(error: unknown): void;
}

const LOOK_MS = 1_000;
/** While a ready sandbox has no endpoint, unless nothing has changed for long. */
const URGENT_LOOK_MS = 250;
const URGENT_FOR_MS = 30_000;
/** A look that fails is cheap, and the next one finds new pods. */
const MOST_LOOK_MS = 10_000;

export class Reconciler {
  readonly #cluster: Cluster;
  readonly #options: ReconcilerOptions;
  readonly #limit = new AdaptiveLimit();
  readonly #reader: HnsReader;
  readonly #service: ServiceProcess;
  readonly #inventory: Inventory;
  readonly #work: EndpointWork;
  readonly #queue: WorkQueue;
  readonly #poll: Poll;
  readonly #settling = new Settling();
  readonly #abort = new AbortController();
  #isStarted = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #mightWrite = true;
  /** Looks in a row that failed. */
  #failedLooks = 0;
  #hasLooked = false;
  /** An endpoint could not be read. The next look shows if HNS as a whole fails. */
  #isHnsSuspect = false;
  #isHnsDown = false;
  #networksReadAt = Number.NEGATIVE_INFINITY;
  #sandboxesChangedAt = Number.NEGATIVE_INFINITY;

  constructor(client: HnsClient, cluster: Cluster, options: ReconcilerOptions) {
    this.#cluster = cluster;
    this.#options = options;
    this.#reader = new HnsReader(client, this.#limit);
    this.#service = new ServiceProcess(client, {
      restarted: () => {
        options.observer.restarted();
        this.#readAll();
      },
      processUnknown: error => options.observer.processUnknown(error),
    });
    const matcher = { ...options, cluster };
    this.#inventory = new Inventory(matcher, () => this.#reader.networks);
    this.#work = new EndpointWork({
      ...matcher,
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
      intervalMs: () => this.#lookIntervalMs(),
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
    this.#settling.changed();
    if (!this.#isStarted || this.#abort.signal.aborted) return;
    this.#searchSoon();
  }

  #searchSoon(): void {
    this.#timer ??= setTimeout(() => this.#follow(), this.#options.coalesceMs);
  }

  /** The sandboxes of the node changed: endpoints may have come, or have an owner now. */
  sandboxesChanged(): void {
    this.#sandboxesChangedAt = performance.now();
    if (!this.#isStarted || this.#abort.signal.aborted) return;
    this.#options.sandboxes?.follow();
    this.#search();
    this.#poll.now();
  }

  /** A new sandbox or endpoint is expected soon: a pod of this node has no ready sandbox, or its ready sandbox has no endpoint. */
  get isUrgent(): boolean {
    const { sandboxes, node } = this.#options;
    if (!sandboxes || !this.#isStarted) return false;
    if (this.#inventory.match().bare.length > 0) return true;
    return this.#cluster.podsOfNode(node).some(pod => !pod.terminating && sandboxes.sandboxesOf(pod).length === 0);
  }

  /** Resolves when every change until now is in force on every endpoint that HNS lists. */
  settled(): Promise<void> {
    const settled = this.#settling.wait();
    if (this.#queue.isIdle && this.#view().complete) this.#settling.inSync();
    return settled;
  }

  /** Lets running work finish, but begins no write after `graceMs`. */
  async stop(graceMs: number): Promise<void> {
    this.#isStarted = false;
    clearTimeout(this.#timer);
    this.#poll.stop();
    this.#queue.stop();
    for (const { retry } of this.#inventory.records.values()) clearTimeout(retry);
    const work = Promise.all([this.#queue.drained(), this.#poll.drained()]);
    if (graceMs > 0) await withTimeout(work, graceMs);
    this.#abort.abort();
  }

  #follow(): void {
    this.#timer = undefined;
    this.#search();
    // A new pod may have its endpoint already.
    if (this.#failedLooks === 0 && this.#inventory.match().waiting.length > 0) this.#poll.now();
  }

  #lookIntervalMs(): number {
    if (this.#failedLooks > 0) return Math.min(MOST_LOOK_MS, LOOK_MS * 2 ** Math.min(this.#failedLooks, 10));
    const isRecent = performance.now() - this.#sandboxesChangedAt < URGENT_FOR_MS;
    return isRecent && this.#inventory.match().bare.length > 0 ? URGENT_LOOK_MS : LOOK_MS;
  }

  /** Queues every endpoint whose owner or desired state may have changed. */
  #search(): void {
    const { changes, isSearchDue } = this.#settling;
    this.#options.refresh();
    const mayWrite = this.#options.mayWrite();
    const isReleased = mayWrite && !this.#mightWrite;
    this.#mightWrite = mayWrite;
    let needed = false;
    const add = (key: string, record: EndpointRecord) => {
      needed = true;
      record.changedAt ??= performance.now();
      this.#queue.add(key, isProtected(record) ? 'changed' : 'new');
    };
    const { byRecord } = this.#inventory.match();
    for (const [key, record] of this.#inventory.records) {
      if (record.unreadable) {
        // A change cuts its back-off, time alone does not.
        if (isSearchDue) add(key, record);
      } else if (!isSameBasis(record.basis, this.#work.basisOf(byRecord.get(record)))) add(key, record);
      else if (isReleased && record.outcome?.result === 'pending') add(key, record);
    }
    this.#settling.searched(changes);
    this.#options.observer.searched(needed && mayWrite);
    if (this.#queue.isIdle) this.#flush();
  }

  /** Finds endpoints that came and went. */
  async #look(): Promise<void> {
    const { changes } = this.#settling;
    // Not awaited: a service control manager that hangs must not delay the look.
    void this.#service.check();
    let ids: readonly string[];
    try {
      if (!this.#hasLooked) await this.#reader.requireSupported(this.#options.windowsBuild);
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
    for (const { id } of this.#inventory.rollingReads(this.#options.resyncMs, LOOK_MS)) this.#queue.add(id, 'rolling');
    this.#settling.looked(changes);
    this.#search();
    this.#flush();
  }

  #take(ids: readonly string[]): void {
    const { came, went } = this.#inventory.take(ids);
    for (const record of went) this.#forget(record);
    for (const { id } of came) this.#queue.add(id, 'new');
  }

  async #refreshNetworks(): Promise<void> {
    if (performance.now() - this.#networksReadAt < this.#options.resyncMs) return;
    await this.#reader.refreshNetworks();
    this.#networksReadAt = performance.now();
  }

  /** Unprotected endpoints first. */
  #readAll(): void {
    for (const [id, record] of this.#inventory.records) this.#queue.add(id, isProtected(record) ? 'repair' : 'new');
  }

  async #workOn(id: string): Promise<void> {
    const record = this.#inventory.records.get(id);
    if (!record || this.#abort.signal.aborted) return;
    clearTimeout(record.retry);
    record.retry = undefined;
    const { outcome, isGone, retryInMs } = await this.#work.on(record);
    const isStillThere = this.#inventory.records.get(id) === record;
    if (retryInMs !== undefined && isStillThere && !this.#abort.signal.aborted)
      record.retry = setTimeout(() => this.#queue.add(id, 'repair'), retryInMs);
    if (isGone) this.#forget(record);
    if (outcome) this.#options.observer.worked(outcome);
    // The endpoint may be back under another id by now, or all of HNS may be down.
    this.#isHnsSuspect ||= isUnavailable(record.unreadable);
    if (isGone || this.#isHnsSuspect) this.#poll.now();
  }

  #forget(record: EndpointRecord): void {
    this.#inventory.forget(record);
    this.#queue.remove(record.id);
    this.#work.forget(record);
  }

  #flush(): void {
    if (!this.#hasLooked || this.#failedLooks > 0 || this.#isHnsSuspect) return;
    const view = this.#view();
    this.#options.observer.view(view);
    if (this.#queue.isIdle && view.complete) this.#settling.inSync();
  }

  #view(): NodeView {
    return { ...this.#inventory.view(), queued: this.#queue.size, concurrency: this.#limit.current };
  }
}

/** It has had its ACLs, so a change is less urgent than an endpoint without. */
function isProtected({ outcome }: EndpointRecord): boolean {
  return outcome !== undefined && isInSync(outcome);
}

function isUnavailable(error: unknown): boolean {
  return error instanceof HnsError && error.code === 'unavailable';
}
