/** Objects by key, grouped by one of their fields. */
export class ObjectGroups<T> {
  readonly #groups = new Map<string, Map<string, T>>();
  readonly #field: (object: T) => string | undefined;

  /** @param field Returns the name of an object's group. Undefined: it has no group. */
  constructor(field: (object: T) => string | undefined) {
    this.#field = field;
  }

  /** The objects of a group by key. */
  of(name: string): ReadonlyMap<string, T> {
    return this.#groups.get(name) ?? new Map();
  }

  /** @param before The object with this key until now. @param after The object from now on. Undefined: it is deleted. */
  replace(key: string, before: T | undefined, after: T | undefined): void {
    const [from, to] = [before && this.#field(before), after && this.#field(after)];
    if (from !== undefined && from !== to) {
      const group = this.#groups.get(from)!;
      group.delete(key);
      if (group.size === 0) this.#groups.delete(from);
    }
    if (after && to !== undefined) {
      if (!this.#groups.has(to)) this.#groups.set(to, new Map());
      this.#groups.get(to)!.set(key, after);
    }
  }
}
