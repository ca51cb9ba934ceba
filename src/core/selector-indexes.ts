/** The selector indexes in use. An index is built when a compilation first needs it, kept current, and dropped when its last user is gone. */
import { keyOf, type Namespace, type Pod, type PodPeer } from './model.ts';
import type { ObjectGroups } from './object-groups.ts';
import { matches } from './selector.ts';
import { type Scope, SelectorIndex } from './selector-index.ts';

/** The objects of the cluster that the indexes read. */
export interface IndexedObjects {
  /** By name. */
  readonly namespaces: ReadonlyMap<string, Namespace>;
  readonly podsIn: ObjectGroups<Pod>;
  /** The pods with the strongest claim to an address. */
  readonly owners: (address: string) => readonly Pod[];
}

export class SelectorIndexes {
  readonly #objects: IndexedObjects;
  /** By `SelectorIndex.id`, with the number of compiled pods that use the index. */
  readonly #indexes = new Map<string, { readonly index: SelectorIndex; users: number }>();

  constructor(objects: IndexedObjects) {
    this.#objects = objects;
  }

  /** The index of the pods that a peer of a policy in `policyNamespace` selects. */
  of(policyNamespace: string, peer: Pick<PodPeer, 'namespaces' | 'pods'>): SelectorIndex {
    const { namespaces, podsIn, owners } = this.#objects;
    const scope = peer.namespaces === 'same' ? policyNamespace : peer.namespaces;
    const index = new SelectorIndex(scope, peer.pods, owners);
    const kept = this.#indexes.get(index.id);
    if (kept) return kept.index;
    for (const namespace of typeof scope === 'string' ? [scope] : namespaces.keys()) {
      if (!this.#inScope(scope, namespace)) continue;
      for (const [key, pod] of podsIn.of(namespace)) index.put(key, pod);
    }
    this.#indexes.set(index.id, { index, users: 0 });
    return index;
  }

  use(indexes: Iterable<SelectorIndex>): void {
    for (const { id } of indexes) this.#indexes.get(id)!.users++;
  }

  release(indexes: Iterable<SelectorIndex>): void {
    for (const { id } of indexes) {
      const kept = this.#indexes.get(id)!;
      kept.users--;
      if (kept.users === 0) this.#indexes.delete(id);
    }
  }

  /** @param rivals Other pods whose claims to an address have changed with it. */
  podChanged(key: string, namespace: string, after: Pod | undefined, rivals: readonly Pod[]): void {
    const rivalKeys = rivals.map(keyOf);
    for (const { index } of this.#indexes.values()) {
      if (this.#inScope(index.scope, namespace)) index.put(key, after);
      for (const rival of rivalKeys) index.reclaim(rival);
    }
  }

  namespaceChanged(name: string, before: Namespace | undefined): void {
    for (const { index } of this.#indexes.values()) {
      if (typeof index.scope === 'string') continue;
      const was = before !== undefined && matches(index.scope, before.labels);
      const is = this.#inScope(index.scope, name);
      if (was !== is) for (const [key, pod] of this.#objects.podsIn.of(name)) index.put(key, is ? pod : undefined);
    }
  }

  /** An unknown namespace matches no namespaceSelector, not even the empty one, because its labels are unknown. */
  #inScope(scope: Scope, namespace: string): boolean {
    if (typeof scope === 'string') return scope === namespace;
    const labels = this.#objects.namespaces.get(namespace)?.labels;
    return labels !== undefined && matches(scope, labels);
  }
}
