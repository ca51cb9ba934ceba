/** The recent changes of one collection, newest last. */
import type { KubeObject } from './object.ts';

export interface Change {
  readonly revision: number;
  /** The collection. */
  readonly store: string;
  readonly key: string;
  /** The object after the change. For a deletion, the last object with the deletion's resourceVersion. */
  readonly object: KubeObject;
  /** Absent if the change created the object. */
  readonly previous?: KubeObject;
  readonly deleted: boolean;
}

export class History {
  readonly #limit: number;
  #changes: Change[] = [];
  #forgotten: number;
  #cacheStart = 0;
  #compacted = 0;

  /** @param start The revision at which it begins. */
  constructor(limit: number, start = 0) {
    this.#limit = limit;
    this.#forgotten = start;
  }

  add(change: Change): void {
    this.#changes.push(change);
    // Trimming at twice the limit keeps its average cost constant.
    if (this.#changes.length >= 2 * this.#limit) this.#forget(this.#changes.length - this.#limit);
  }

  /** The oldest revision that a watch can begin at. */
  get watchable(): number {
    return Math.max(this.#forgotten, this.#cacheStart);
  }

  /** The oldest revision whose state a list can have. */
  get listable(): number {
    return Math.max(this.#forgotten, this.#compacted);
  }

  /** Resets the history for a restarted server. @param revision the newest one. */
  emptyWatchCache(revision: number): void {
    this.#cacheStart = revision;
  }

  /** Oldest first. Undefined if some of them are forgotten. */
  since(revision: number): readonly Change[] | undefined {
    if (revision < this.#forgotten) return undefined;
    let low = 0;
    let high = this.#changes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#changes[middle]!.revision <= revision) low = middle + 1;
      else high = middle;
    }
    return this.#changes.slice(low);
  }

  /** etcd forgets the states before `revision`. The watch cache keeps the changes. */
  compact(revision: number): void {
    this.#compacted = revision;
  }

  #forget(count: number): void {
    this.#forgotten = this.#changes[count - 1]!.revision;
    this.#changes = this.#changes.slice(count);
  }
}
