import type { Labels, NamedPort } from '../../core/model.ts';

/**
 * Keeps one copy of values that many objects repeat: names of namespaces and nodes, and the labels and ports of pods from one template. This only
 * saves memory. A full table is cleared, so that unused values are freed.
 */
export class Sharing {
  readonly #limit: number;
  readonly #texts = new Map<string, string>();
  readonly #labels = new Map<string, Labels>();
  readonly #ports = new Map<string, readonly NamedPort[]>();

  constructor(limit = 10_000) {
    this.#limit = limit;
  }

  text(value: string): string {
    return this.#one(this.#texts, value, value);
  }

  /** Frozen. */
  labels(value: Labels): Labels {
    return this.#one(this.#labels, JSON.stringify(value), value);
  }

  /** Frozen. */
  ports(value: readonly NamedPort[]): readonly NamedPort[] {
    return this.#one(this.#ports, JSON.stringify(value), value);
  }

  #one<T>(table: Map<string, T>, key: string, value: T): T {
    const known = table.get(key);
    if (known !== undefined) return known;
    if (table.size >= this.#limit) table.clear();
    table.set(key, Object.freeze(value));
    return value;
  }
}
