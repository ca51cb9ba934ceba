/**
 * Keeps the endpoints of this node in sync with the cluster, one endpoint at a time. Events, polls and timers only put endpoints into the
 * queue. The work on an endpoint reads it, computes its desired ACLs from the cluster as it is at that moment, and updates it.
 */
import { withTimeout } from '../../async/timers.ts';
import type { Cluster } from '../../core/cluster.ts';
import type { HnsClient } from '../../hns/client.ts';
import { AdaptiveLimit } from './adaptive-limit.ts';
import { Computing } from './computing.ts';
import { EndpointQueue } from './endpoint-queue.ts';
import { EndpointWork } from './endpoint-work.ts';
import { Expectation } from './expectation.ts';
import { HnsLook, LOOK_MS } from './hns-look.ts';
import { HnsReader } from './hns-reader.ts';
import { Inventory } from './inventory.ts';
import type { NodeView } from './outcome.ts';
import { Poll } from './poll.ts';
import type { ReconcilerOptions } from './reconciler-options.ts';
import { Search } from './search.ts';
import { Settling } from './settling.ts';

/** The networks of sandboxes that start together become known one after the other. A search for each would take longer than this. */
const SANDBOX_COALESCE_MS = 20;

export class Reconciler {
  readonly #options: ReconcilerOptions;
  readonly #limit = new AdaptiveLimit();
  readonly #inventory: Inventory;
  readonly #expectation: Expectation;
  readonly #queue: EndpointQueue;
  readonly #search: Search;
  readonly #look: HnsLook;
  readonly #poll: Poll;
  readonly #computing = new Computing();
  readonly #settling = new Settling();
  readonly #abort = new AbortController();
  #isStarted = false;

  constructor(client: HnsClient, cluster: Cluster, options: ReconcilerOptions) {
    const { observer, resyncMs } = options;
    const reader = new HnsReader(client, this.#limit, options.windowsBuild);
    const matcher = { ...options, cluster };
    const { signal } = this.#abort;
    const work = new EndpointWork({ ...matcher, reader, signal, searchAgain: () => this.#search.soon() });
    this.#options = options;
    this.#inventory = new Inventory(matcher, () => reader.networks);
    this.#expectation = new Expectation(this.#inventory, matcher);
    this.#look = new HnsLook({ client, reader, resyncMs, observer, restarted: () => this.#queue.addAll() });
    this.#queue = new EndpointQueue({
      inventory: this.#inventory,
      work,
      computing: this.#computing,
      limit: this.#limit,
      isHnsDown: () => this.#look.isDown,
      signal,
      worked: outcome => observer.worked(outcome),
      ended: (record, isGone) => {
        const isSuspect = this.#look.suspect(record.unreadable);
        // The endpoint may be back under another id by now, or all of HNS may be down.
        if (isGone || isSuspect) this.#poll.now();
      },
      idle: () => this.#flush(),
    });
    this.#search = new Search({
      ...options,
      inventory: this.#inventory,
      work,
      queue: this.#queue,
      computing: this.#computing,
      settling: this.#settling,
      searched: needed => {
        observer.searched(needed);
        if (this.#queue.isIdle) this.#flush();
      },
      followed: () => {
        // A new pod may have its endpoint already.
        if (!this.#look.hasFailed && this.#inventory.waiting().length > 0) this.#poll.now();
      },
    });
    this.#poll = new Poll({
      look: () => this.#lookAtHns(),
      intervalMs: () => this.#look.intervalMs(this.#expectation.ofEndpointSoon),
    });
  }

  /** Starts enforcement. Call it when the whole cluster has been listed. */
  start(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    this.#search.now();
    this.#poll.now();
  }

  /** The cluster changed, in a way that may or may not matter here. */
  changed(): void {
    this.#settling.changed();
    if (this.#isStarted) this.#search.soon();
  }

  /** The sandboxes of the node changed: endpoints may have come, or have an owner now. */
  sandboxesChanged(): void {
    this.#expectation.sandboxesChanged();
    if (!this.#isStarted) return;
    this.#options.sandboxes?.follow();
    this.#search.soon(SANDBOX_COALESCE_MS);
    this.#poll.now();
  }

  /** The container runtime must be asked soon: it may have a new sandbox. */
  get isUrgent(): boolean {
    return this.#isStarted && (this.#expectation.ofSandbox || this.#expectation.ofEndpoint);
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
    this.#search.stop();
    this.#computing.stop();
    this.#poll.stop();
    this.#queue.stop();
    const work = Promise.all([this.#queue.drained(), this.#poll.drained()]);
    if (graceMs > 0) await withTimeout(work, graceMs);
    this.#abort.abort();
  }

  /** Finds endpoints that came and went. */
  async #lookAtHns(): Promise<void> {
    const { changes } = this.#settling;
    const seen = await this.#look.look();
    if (!seen || this.#abort.signal.aborted) return;
    const { came, went } = this.#inventory.take(seen.ids);
    for (const record of went) this.#queue.forget(record);
    for (const record of came) this.#queue.addNew(record);
    // HNS may have been restarted meanwhile, and a restart can lose ACLs.
    if (seen.wasAway) this.#queue.addAll();
    for (const record of this.#inventory.rollingReads(this.#options.resyncMs, LOOK_MS)) this.#queue.addRolling(record);
    this.#settling.looked(changes);
    this.#search.now();
    // An idle search has done so.
    if (!this.#queue.isIdle) this.#flush();
  }

  #flush(): void {
    if (!this.#look.isCertain) return;
    const view = this.#view();
    this.#options.observer.view(view);
    if (this.#queue.isIdle && view.complete) this.#settling.inSync();
  }

  #view(): NodeView {
    return { ...this.#inventory.view(), queued: this.#queue.size, concurrency: this.#limit.current };
  }
}
