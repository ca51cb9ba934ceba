import type { Issue } from '../../core/issue.ts';
import type { Kind, Objects } from '../../core/model.ts';
import { rawKey } from '../read/metadata.ts';
import type { Read } from '../read/read.ts';
import type { Resource } from './resource.ts';
import { UnreadableEventError } from './watch-event.ts';

/** Receives the objects of a watch. src/core's Cluster is one. */
export interface ObjectSink {
  set<K extends Kind>(kind: K, object: Objects[K]): void;
  delete(kind: Kind, key: string): void;
  keys(kind: Kind): Iterable<string>;
}

/** @param issues Empty: earlier issues of this key are resolved. `key` is `''` for an object without a name. */
export type OnIssues = (kind: Kind, key: string, issues: readonly Issue[]) => void;

/** Receives raw objects. */
export interface Receiver {
  put(object: unknown): void;
  /** @throws UnreadableEventError if the object has no name. */
  remove(object: unknown): void;
}

/**
 * Passes the objects of one kind from the API server to the sink. If a new version of an object is unusable, the sink keeps the previous one.
 * For a policy this means that closed pods stay closed.
 */
export class Replica<K extends Kind> implements Receiver {
  readonly #resource: Resource<K>;
  readonly #sink: ObjectSink;
  readonly #onIssues: OnIssues;
  readonly #onChange: () => void;
  /** Keys with unresolved issues. */
  readonly #faulty = new Set<string>();

  constructor(resource: Resource<K>, sink: ObjectSink, onIssues: OnIssues, onChange: () => void) {
    this.#resource = resource;
    this.#sink = sink;
    this.#onIssues = onIssues;
    this.#onChange = onChange;
  }

  put(object: unknown): void {
    this.#take(rawKey(object, this.#resource.namespaced) ?? '', this.#resource.read(object));
    this.#onChange();
  }

  remove(object: unknown): void {
    const key = keyOfRemoved(object, this.#resource);
    this.#sink.delete(this.#resource.kind, key);
    this.#report(key, []);
    this.#onChange();
  }

  /** Replaces all objects. Objects that are not in the list are deleted. */
  replace(list: Listing<K>): void {
    const { kind } = this.#resource;
    // Deletes first, because a new object may have the address of a deleted one.
    for (const key of [...this.#sink.keys(kind)]) if (!list.objects.has(key)) this.#sink.delete(kind, key);
    for (const key of [...this.#faulty]) if (!list.objects.has(key)) this.#report(key, []);
    for (const [key, read] of list.objects) this.#take(key, read);
    this.#onChange();
  }

  #take(key: string, { value, issues }: Read<Objects[K]>): void {
    if (value) this.#sink.set(this.#resource.kind, value);
    this.#report(key, issues);
  }

  #report(key: string, issues: readonly Issue[]): void {
    if (issues.length > 0) this.#faulty.add(key);
    else if (!this.#faulty.delete(key)) return;
    this.#onIssues(this.#resource.kind, key, issues);
  }
}

/** A list that is still arriving. The sink does not change until it is complete. */
export class Listing<K extends Kind> implements Receiver {
  readonly objects = new Map<string, Read<Objects[K]>>();
  readonly #resource: Resource<K>;

  constructor(resource: Resource<K>) {
    this.#resource = resource;
  }

  put(object: unknown): void {
    const key = rawKey(object, this.#resource.namespaced) ?? '';
    const read = this.#resource.read(object);
    this.objects.set(key, read.value ? read : { value: this.objects.get(key)?.value, issues: read.issues });
  }

  remove(object: unknown): void {
    this.objects.delete(keyOfRemoved(object, this.#resource));
  }
}

function keyOfRemoved(object: unknown, resource: Resource<Kind>): string {
  const key = rawKey(object, resource.namespaced);
  if (key === undefined) throw new UnreadableEventError('the watch sent a DELETED event for an object without a name');
  return key;
}
