/** Finds and queues the endpoints whose owner or desired state may have changed since the last work on them. */
import type { EndpointQueue } from './endpoint-queue.ts';
import { type EndpointRecord, isSameBasis } from './endpoint-record.ts';
import type { EndpointWork } from './endpoint-work.ts';
import type { Inventory } from './inventory.ts';
import type { ReconcilerOptions } from './reconciler-options.ts';
import type { Settling } from './settling.ts';

export interface SearchOptions extends Pick<ReconcilerOptions, 'coalesceMs' | 'mayWrite' | 'refresh'> {
  readonly inventory: Inventory;
  readonly work: Pick<EndpointWork, 'basisOf'>;
  readonly queue: EndpointQueue;
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
    const affected = this.#affected(canWrite && !this.#couldWrite, isSearchDue);
    this.#couldWrite = canWrite;
    for (const record of affected) queue.addChanged(record);
    settling.searched(changes);
    searched(affected.length > 0 && canWrite);
  }

  stop(): void {
    clearTimeout(this.#timer?.handle);
  }

  /**
   * @param isReleased Writes are enabled again, so every endpoint that waits for them is affected.
   * @param hasChanged The cluster has changed since the last search. That cuts the back-off of endpoints that cannot be read.
   */
  #affected(isReleased: boolean, hasChanged: boolean): EndpointRecord[] {
    const { inventory, work } = this.#options;
    const { byRecord } = inventory.match();
    return [...inventory.records.values()].filter(record => {
      if (record.unreadable) return hasChanged;
      if (!isSameBasis(record.basis, work.basisOf(byRecord.get(record)))) return true;
      return isReleased && record.outcome?.result === 'pending';
    });
  }
}
