/** Works on endpoints in the order of their urgency. Endpoints whose work failed are queued again after their back-off. */
import type { AdaptiveLimit } from './adaptive-limit.ts';
import type { Computing } from './computing.ts';
import type { EndpointRecord } from './endpoint-record.ts';
import type { EndpointWork } from './endpoint-work.ts';
import type { Inventory } from './inventory.ts';
import { isInSync, type Outcome } from './outcome.ts';
import { WorkQueue } from './work-queue.ts';

export interface EndpointQueueOptions {
  readonly inventory: Inventory;
  readonly work: EndpointWork;
  readonly computing: Computing;
  readonly limit: AdaptiveLimit;
  /** Work would only fail. */
  readonly isHnsDown: () => boolean;
  /** Once it is aborted no work begins. */
  readonly signal: AbortSignal;
  /** Work on an endpoint that belongs to a pod ended. */
  readonly worked: (outcome: Outcome) => void;
  /** Work on any endpoint ended. @param isGone HNS no longer has it. */
  readonly ended: (record: EndpointRecord, isGone: boolean) => void;
  readonly idle: () => void;
}

export class EndpointQueue {
  readonly #options: EndpointQueueOptions;
  readonly #queue: WorkQueue;

  constructor(options: EndpointQueueOptions) {
    const { limit, isHnsDown, idle } = options;
    this.#options = options;
    this.#queue = new WorkQueue({
      work: id => this.#workOn(id),
      limit: () => (isHnsDown() ? 0 : limit.current),
      patienceMs: () => limit.patienceMs,
      groupOf: id => namespaceOf(options.inventory.records.get(id)),
      idle,
    });
  }

  get size(): number {
    return this.#queue.size;
  }

  get isIdle(): boolean {
    return this.#queue.isIdle;
  }

  /** HNS has a new endpoint. */
  addNew({ id }: EndpointRecord): void {
    this.#queue.add(id, 'new');
  }

  /** The desired state may have changed. */
  addChanged(record: EndpointRecord): void {
    record.changedAt ??= performance.now();
    this.#queue.add(record.id, isProtected(record) ? 'changed' : 'new');
  }

  addRolling({ id }: EndpointRecord): void {
    this.#queue.add(id, 'rolling');
  }

  /** HNS may have lost ACLs. Unprotected endpoints go first. */
  addAll(): void {
    for (const [id, record] of this.#options.inventory.records) this.#queue.add(id, isProtected(record) ? 'repair' : 'new');
  }

  forget(record: EndpointRecord): void {
    this.#options.inventory.forget(record);
    this.#queue.remove(record.id);
    this.#options.work.forget(record);
  }

  stop(): void {
    this.#queue.stop();
    for (const { retry } of this.#options.inventory.records.values()) clearTimeout(retry);
  }

  /** Resolves when no work runs. */
  drained(): Promise<void> {
    return this.#queue.drained();
  }

  async #workOn(id: string): Promise<void> {
    const { inventory, work, computing, signal, worked, ended } = this.#options;
    const record = inventory.records.get(id);
    if (!record || signal.aborted) return;
    clearTimeout(record.retry);
    record.retry = undefined;
    const { outcome, isGone = false, retryInMs, uncomputed } = await work.on(record);
    const isStillThere = inventory.records.get(id) === record;
    if (uncomputed && isStillThere && !signal.aborted) {
      record.changedAt ??= performance.now();
      record.isComputing = true;
      computing.add({
        key: `work on ${id}`,
        group: uncomputed.pods[0].namespace,
        steps: () => work.progressOf(uncomputed)!.steps(),
        done: () => {
          record.isComputing = false;
          this.addChanged(record);
        },
      });
    }
    if (retryInMs !== undefined && isStillThere && !signal.aborted)
      record.retry = setTimeout(() => this.#queue.add(id, 'repair'), retryInMs);
    if (isGone) this.forget(record);
    if (outcome) worked(outcome);
    ended(record, isGone);
  }
}

/** Work on one namespace must not delay work on another. `''`: the endpoint has no owner, or was never read. */
function namespaceOf(record: EndpointRecord | undefined): string {
  return record?.outcome?.owners[0].namespace ?? '';
}

/** It has had its ACLs, so a change is less urgent than an endpoint without. */
function isProtected({ outcome }: EndpointRecord): boolean {
  return outcome !== undefined && isInSync(outcome);
}
