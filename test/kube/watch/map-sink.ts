import { type Kind, keyOf, type Objects } from '../../../src/core/model.ts';
import type { ObjectSink } from '../../../src/kube/watch/cluster-watch.ts';

/** Stores the objects and logs the calls: `set ns/a`, `delete ns/a`. */
export class MapSink implements ObjectSink {
  readonly calls: string[] = [];
  readonly #kinds = { pod: new Map(), namespace: new Map(), policy: new Map(), clusterPolicy: new Map(), node: new Map() } as {
    [K in Kind]: Map<string, Objects[K]>;
  };

  set<K extends Kind>(kind: K, object: Objects[K]): void {
    this.#kinds[kind].set(keyOf(object), object);
    this.calls.push(`set ${keyOf(object)}`);
  }

  delete(kind: Kind, key: string): void {
    this.#kinds[kind].delete(key);
    this.calls.push(`delete ${key}`);
  }

  keys(kind: Kind): Iterable<string> {
    return this.#kinds[kind].keys();
  }

  get<K extends Kind>(kind: K, key: string): Objects[K] | undefined {
    return this.#kinds[kind].get(key);
  }

  /** Sorted. */
  all(kind: Kind): string[] {
    return [...this.keys(kind)].sort();
  }
}
