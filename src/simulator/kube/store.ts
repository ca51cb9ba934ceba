/** All objects by collection and key, one revision counter, and the history for watches and continued lists. */
import { randomUUID } from 'node:crypto';
import { type Change, History } from './history.ts';
import { KINDS } from './kinds.ts';
import { type KubeObject, keyOf, timestamp } from './object.ts';
import { type Manager, recordSeed, recordUpdate } from './patch/managed-fields.ts';
import { encode, type Resource, resourceOf } from './resource.ts';
import { lowerBound, SortedKeys } from './sorted-keys.ts';

export type ChangeListener = (change: Change) => void;

interface Collection {
  readonly objects: Map<string, KubeObject>;
  readonly keys: SortedKeys;
  readonly history: History;
}

export class Store {
  readonly kinds: readonly Resource[];
  readonly #collections = new Map<string, Collection>();
  readonly #listeners = new Set<ChangeListener>();
  readonly #historyLimit: number;
  readonly #managedFields: boolean;
  #revision = 1;
  /** Changes that the listeners have not received yet. A listener may write. Every listener receives every change in order. */
  readonly #untold: Change[] = [];
  #telling = false;

  /** @param historyLimit changes kept per collection, at least. @param managedFields record the manager of each field. */
  constructor(kinds: readonly Resource[] = KINDS, historyLimit = 10_000, managedFields = true) {
    this.#managedFields = managedFields;
    this.kinds = kinds;
    this.#historyLimit = historyLimit;
  }

  /** The resourceVersion of the newest change. */
  get revision(): number {
    return this.#revision;
  }

  /**
   * Stores objects without validation. It adds only missing uids, creationTimestamps, resourceVersions and name labels of namespaces. It takes
   * ownership of the objects and replaces existing ones. Watches receive the objects, and pods bound to simulated nodes are started.
   */
  seed(objects: Iterable<KubeObject>): void {
    const creationTimestamp = timestamp();
    for (const object of objects) {
      const resource = resourceOf(this.kinds, object);
      if (!resource) throw new TypeError(`no such kind: ${object.apiVersion} ${object.kind}`);
      const { metadata } = object;
      if (resource.namespaced !== (metadata.namespace !== undefined)) throw new TypeError(`${object.kind} ${keyOf(object)}: namespace?`);
      const previous = this.get(resource.store, keyOf(object))?.metadata;
      if (object.kind === 'Namespace') metadata.labels = { ...metadata.labels, 'kubernetes.io/metadata.name': metadata.name! };
      metadata.uid ??= previous?.uid ?? randomUUID();
      metadata.creationTimestamp ??= previous?.creationTimestamp ?? creationTimestamp;
      if (this.#managedFields) metadata.managedFields ??= recordSeed(object, resource.type);
      this.#commit(resource.store, keyOf(object), object);
    }
  }

  /** @param store the collection, the plural of the kind: `pods`. @param key `namespace/name` or `name`. */
  get(store: string, key: string): KubeObject | undefined {
    return this.#collections.get(store)?.objects.get(key);
  }

  /** Sorted by key. @param namespace absent: all. */
  list(store: string, namespace?: string): KubeObject[] {
    return [...this.page(store, namespace, '', Number.POSITIVE_INFINITY)!.values()];
  }

  /** The object with the fields that the manager changed recorded in its managedFields, if the store records them. */
  managed(resource: Resource, old: KubeObject | undefined, object: KubeObject, manager: Manager): KubeObject {
    if (!this.#managedFields) return object;
    const managedFields = recordUpdate(old && encode(resource, old), encode(resource, object), manager, resource.type);
    return { ...object, metadata: { ...object.metadata, managedFields } };
  }

  /** Creates or replaces an object. The resourceVersion is set on a copy. @returns the stored object. */
  put(store: string, object: KubeObject): KubeObject {
    return this.#commit(store, keyOf(object), { ...object, metadata: { ...object.metadata } });
  }

  /** Removes an object at once, without grace period or finalizers. @returns its last state, or undefined if it does not exist. */
  remove(store: string, key: string): KubeObject | undefined {
    const collection = this.#collections.get(store);
    const previous = collection?.objects.get(key);
    if (!collection || !previous) return undefined;
    collection.objects.delete(key);
    collection.keys.delete(key);
    const revision = ++this.#revision;
    const object = { ...previous, metadata: { ...previous.metadata, resourceVersion: String(revision) } };
    this.#tell(collection, { revision, store, key, object, previous, deleted: true });
    return object;
  }

  /**
   * At most `limit` objects of a namespace (absent: all) after a key, in order, as they were at a revision.
   * @param at absent: now. @returns undefined if the revision is forgotten.
   */
  page(store: string, namespace: string | undefined, after: string, limit: number, at?: number): Map<string, KubeObject> | undefined {
    const { objects, keys, history } = this.#collection(store);
    // Later changes: key → the object at that revision, or undefined if it did not exist.
    const then = new Map<string, KubeObject | undefined>();
    if (at !== undefined && at < this.#revision) {
      if (at < history.listable) return undefined;
      for (const change of history.since(at) ?? []) if (!then.has(change.key)) then.set(change.key, change.previous);
    }
    const prefix = namespace === undefined ? '' : `${namespace}/`;
    const gone = [...then.keys()].filter(key => !objects.has(key) && key > after).sort((a, b) => (a < b ? -1 : 1));
    const sorted = keys.all();
    const page = new Map<string, KubeObject>();
    let i = lowerBound(sorted, after < prefix ? prefix : after);
    let j = lowerBound(gone, prefix);
    while (page.size < limit && (i < sorted.length || j < gone.length)) {
      const key = j >= gone.length || (i < sorted.length && sorted[i]! < gone[j]!) ? sorted[i++]! : gone[j++]!;
      if (key === after) continue;
      if (!key.startsWith(prefix)) break;
      const object = then.has(key) ? then.get(key) : objects.get(key);
      if (object) page.set(key, object);
    }
    return page;
  }

  /** Number of current objects after a key. */
  countAfter(store: string, namespace: string | undefined, key: string): number {
    const sorted = this.#collection(store).keys.all();
    // `0` is the character after `/`.
    const end = namespace === undefined ? sorted.length : lowerBound(sorted, `${namespace}0`);
    return end - lowerBound(sorted, `${key}\0`);
  }

  /** Changes of a collection after a revision, oldest first. Undefined: the watch cache begins later. */
  changesSince(store: string, revision: number): readonly Change[] | undefined {
    const { history } = this.#collection(store);
    return revision < history.watchable ? undefined : history.since(revision);
  }

  /** The oldest revision that a watch can begin at. */
  oldestWatch(store: string): number {
    return this.#collection(store).history.watchable;
  }

  /** The oldest revision whose state a list can have. */
  oldestList(store: string): number {
    return this.#collection(store).history.listable;
  }

  /** Watches can begin at the current version at the earliest. Lists of earlier versions stay possible: they come from etcd. */
  emptyWatchCaches(): void {
    for (const { store } of this.kinds) this.#collection(store).history.emptyWatchCache(this.#revision);
  }

  /** Forgets the states before now, for lists. Watches come from the watch caches. */
  compact(): void {
    for (const { store } of this.kinds) this.#collection(store).history.compact(this.#revision);
  }

  /**
   * Returns to the objects of an earlier revision, as an etcd that was restored from a backup. The history begins there. The listeners receive nothing.
   * @throws RangeError if the revision is forgotten.
   */
  restore(revision: number): void {
    for (const store of [...this.#collections.keys()]) {
      const objects = this.page(store, undefined, '', Number.POSITIVE_INFINITY, revision);
      if (!objects) throw new RangeError(`the state at revision ${revision} is forgotten`);
      const restored = newCollection(this.#historyLimit, revision);
      for (const [key, object] of objects) {
        restored.objects.set(key, object);
        restored.keys.add(key);
      }
      this.#collections.set(store, restored);
    }
    this.#revision = revision;
  }

  /** Reports every change in order, before the call that caused it returns. @returns a function that stops listening. */
  onChange(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #collection(store: string): Collection {
    let collection = this.#collections.get(store);
    if (!collection) {
      collection = newCollection(this.#historyLimit);
      this.#collections.set(store, collection);
    }
    return collection;
  }

  #commit(store: string, key: string, object: KubeObject): KubeObject {
    const collection = this.#collection(store);
    const previous = collection.objects.get(key);
    const revision = ++this.#revision;
    object.metadata.resourceVersion = String(revision);
    collection.objects.set(key, object);
    if (!previous) collection.keys.add(key);
    this.#tell(collection, { revision, store, key, object, ...(previous && { previous }), deleted: false });
    return object;
  }

  #tell(collection: Collection, change: Change): void {
    collection.history.add(change);
    this.#untold.push(change);
    if (this.#telling) return;
    this.#telling = true;
    try {
      for (let next = this.#untold.shift(); next; next = this.#untold.shift()) for (const listener of [...this.#listeners]) listener(next);
    } finally {
      this.#telling = false;
    }
  }
}

function newCollection(historyLimit: number, start = 0): Collection {
  return { objects: new Map(), keys: new SortedKeys(), history: new History(historyLimit, start) };
}
