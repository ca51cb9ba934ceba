/** Keys of a collection in the order of lists: by code unit, as etcd orders `namespace/name`. */

export class SortedKeys {
  #sorted: string[] = [];
  /** Added since the order was last asked for. */
  #fresh: string[] = [];

  add(key: string): void {
    this.#fresh.push(key);
  }

  delete(key: string): void {
    const keys = this.all();
    const at = lowerBound(keys, key);
    if (keys[at] === key) this.#sorted.splice(at, 1);
  }

  all(): readonly string[] {
    if (this.#fresh.length > 0) {
      // A few keys are put in their places; many (a bulk load) are cheaper sorted all at once.
      if (this.#fresh.length < 32) for (const key of this.#fresh) this.#sorted.splice(lowerBound(this.#sorted, key), 0, key);
      else this.#sorted = [...this.#sorted, ...this.#fresh].sort((a, b) => (a < b ? -1 : 1));
      this.#fresh = [];
    }
    return this.#sorted;
  }
}

/** Index of the first key that is not below `key`. */
export function lowerBound(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (keys[middle]! < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
