/** Keys of a collection in list order: by code unit, as etcd sorts `namespace/name`. */

export class SortedKeys {
  #sorted: string[] = [];
  /** Keys added since the last sort. */
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
      // A few keys are inserted one by one. Sorting the whole list is cheaper for many keys (a bulk load).
      if (this.#fresh.length < 32) for (const key of this.#fresh) this.#sorted.splice(lowerBound(this.#sorted, key), 0, key);
      else this.#sorted = [...this.#sorted, ...this.#fresh].sort((a, b) => (a < b ? -1 : 1));
      this.#fresh = [];
    }
    return this.#sorted;
  }
}

/** Index of the first key that is not less than `key`. */
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
