/** Finds and queues the endpoints whose owner or desired state may have changed since the last work on them. */
import type { Computing } from './computing.ts';
import type { EndpointQueue } from './endpoint-queue.ts';
import { type EndpointRecord, isSameBasis } from './endpoint-record.ts';
import type { EndpointWork } from './endpoint-work.ts';
import type { Inventory } from './inventory.ts';
import type { Owned } from './match.ts';
import type { ReconcilerOptions } from './reconciler-options.ts';
import type { Settling } from './settling.ts';

export interface SearchOptions extends Pick<ReconcilerOptions, 'coalesceMs' | 'mayWrite' | 'refresh'> {
  readonly inventory: Inventory;
  readonly work: Pick<EndpointWork, 'basisOf' | 'progressOf'>;
  readonly queue: EndpointQueue;
  readonly computing: Computing;
  readonly settling: Settling;
  /** @param needed The search found endpoints, and they may be written. */
  readonly searched: (needed: boolean) => void;
  /** A search that `soon` asked for ended. */
  readonly followed: () => void;
}

export class Search {
  readonly #options: SearchOptions;
  #timer: { readonly handle: ReturnType<typeof setTimeout>; readonly due: number } | undefined;
  #couldWrite = true;
  /** Endpoints whose desired state is being computed. */
  readonly #uncomputed = new Set<EndpointRecord>();

  constructor(options: SearchOptions) {
    this.#options = options;
  }

  /** @param delayMs Changes that arrive meanwhile are found by the same search. Default: `coalesceMs`. */
  soon(delayMs = this.#options.coalesceMs): void {
    const due = performance.now() + delayMs;
    if (this.#timer && this.#timer.due <= due) return;
    clearTimeout(this.#timer?.handle);
    const handle = setTimeout(() => {
      this.#timer = undefined;
      this.now();
      this.#options.followed();
    }, delayMs);
    this.#timer = { handle, due };
  }

  now(): void {
    const { queue, settling, mayWrite, refresh, searched } = this.#options;
    const { changes, isSearchDue } = settling;
    refresh();
    const canWrite = mayWrite();
    const { byRecord } = this.#options.inventory.match();
    const affected = this.#affected(byRecord, canWrite && !this.#couldWrite, isSearchDue);
    this.#couldWrite = canWrite;
    for (const record of affected) queue.addChanged(record);
    settling.searched(changes);
    let needed = affected.length > 0;
    const uncomputed = this.#findUncomputed(byRecord, affected);
    let open = uncomputed.length;
    for (const [record, owned] of uncomputed) {
      this.#compute(record, owned, isAffected => {
        needed ||= isAffected;
        open--;
        if (open === 0) searched(needed && canWrite);
      });
    }
    if (open === 0) searched(needed && canWrite);
  }

  stop(): void {
    clearTimeout(this.#timer?.handle);
  }

  /** The endpoint counts as out of sync until it is known to be in sync. */
  #compute(record: EndpointRecord, owned: Owned, done: (isAffected: boolean) => void): void {
    const { work, queue, computing } = this.#options;
    const wasOpen = record.changedAt !== undefined;
    record.changedAt ??= performance.now();
    this.#uncomputed.add(record);
    computing.add({
      key: record.id,
      group: owned.pods[0].namespace,
      steps: () => work.progressOf(owned)!.steps(),
      done: () => {
        this.#uncomputed.delete(record);
        const isAffected = !isSameBasis(record.basis, work.basisOf({ ...owned, mayLag: true }));
        const isCurrent = work.progressOf(owned)?.isCurrent !== false;
        if (isAffected) queue.addChanged(record);
        else if (isCurrent && !wasOpen) record.changedAt = undefined;
        if (!isCurrent) this.soon();
        done(isAffected);
      },
    });
  }

  #findUncomputed(byRecord: ReadonlyMap<EndpointRecord, Owned>, affected: readonly EndpointRecord[]): [EndpointRecord, Owned][] {
    const queued = new Set(affected);
    return [...byRecord].filter(
      ([record, owned]) =>
        !queued.has(record) && !this.#uncomputed.has(record) && this.#options.work.progressOf(owned)?.isCurrent === false,
    );
  }

  /**
   * Endpoints whose desired state is not computed are left out.
   * @param isReleased Writes are enabled again, so every endpoint that waits for them is affected.
   * @param hasChanged The cluster has changed since the last search. That cuts the back-off of endpoints that cannot be read.
   */
  #affected(byRecord: ReadonlyMap<EndpointRecord, Owned>, isReleased: boolean, hasChanged: boolean): EndpointRecord[] {
    const { inventory, work } = this.#options;
    return [...inventory.records.values()].filter(record => {
      if (record.unreadable) return hasChanged;
      const owned = byRecord.get(record);
      if (owned && work.progressOf(owned)?.isCurrent === false) return false;
      if (!isSameBasis(record.basis, work.basisOf(owned))) return true;
      return isReleased && record.outcome?.result === 'pending';
    });
  }
}
