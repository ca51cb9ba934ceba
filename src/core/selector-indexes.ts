/** The selector indexes in use. Each is built when it is first needed, kept current, and dropped when its last user is gone. */
import { type Anchor, Anchored, anchorsOf } from './anchor.ts';
import { keyOf, type Namespace, type Pod, type PodPeer } from './model.ts';
import type { ObjectGroups } from './object-groups.ts';
import { PodSlots } from './pod-slots.ts';
import { PodsByLabel } from './pods-by-label.ts';
import { matches, selectorKey } from './selector.ts';
import { type IndexUser, type Scope, SelectorIndex } from './selector-index.ts';

/** The objects of the cluster that the indexes read. */
export interface IndexedObjects {
  /** By key. */
  readonly pods: ReadonlyMap<string, Pod>;
  /** By name. */
  readonly namespaces: ReadonlyMap<string, Namespace>;
  readonly podsIn: ObjectGroups<Pod>;
  /** The pods with the strongest claim to an address. */
  readonly owners: (address: string) => readonly Pod[];
}

type Peer = Pick<PodPeer, 'namespaces' | 'pods'>;

interface Entry {
  readonly index: SelectorIndex;
  /** Undefined: the selector requires no label. */
  readonly anchor: Anchor | undefined;
}

export class SelectorIndexes {
  readonly #objects: IndexedObjects;
  readonly #slots = new PodSlots();
  readonly #podsByLabel: PodsByLabel;
  /** By `SelectorIndex.id`. */
  readonly #entries = new Map<string, Entry>();
  readonly #anchored = new Anchored<SelectorIndex>();
  /** Those without an anchor, by each namespace in their scope. */
  readonly #byNamespace = new Map<string, Set<SelectorIndex>>();

  constructor(objects: IndexedObjects) {
    this.#objects = objects;
    this.#podsByLabel = new PodsByLabel(objects.pods, this.#slots);
  }

  /** The index of the pods that a peer of a policy in `policyNamespace` selects. It is kept current until the user releases it. */
  acquire(policyNamespace: string, peer: Peer, user: IndexUser): SelectorIndex {
    const scope = peer.namespaces === 'same' ? policyNamespace : peer.namespaces;
    const id = idOf(scope, peer);
    const entry = this.#entries.get(id) ?? this.#add(id, scope, peer);
    entry.index.users.add(user);
    return entry.index;
  }

  release(index: SelectorIndex, user: IndexUser): void {
    index.users.delete(user);
    if (index.users.size > 0) return;
    const { anchor } = this.#entries.get(index.id)!;
    this.#entries.delete(index.id);
    if (anchor) {
      this.#anchored.delete(anchor, index);
      this.#podsByLabel.release(anchor.key);
    } else for (const namespace of this.#namespacesIn(index.scope)) this.#unlist(namespace, index);
  }

  /** @param rivals Other pods whose claims to an address have changed with it. */
  podChanged(key: string, before: Pod | undefined, after: Pod | undefined, rivals: readonly Pod[]): void {
    const slot = after ? this.#slots.put(key, after) : this.#slots.of(key)!;
    this.#podsByLabel.move(slot, before?.labels, after?.labels);
    const { namespace } = (after ?? before)!;
    const put = (index: SelectorIndex) => {
      if (this.#inScope(index.scope, namespace)) index.put(slot, before, after);
    };
    const affected = this.#candidates(before);
    if (after !== undefined && after.labels !== before?.labels) this.#candidates(after, affected);
    affected.forEach(put);
    for (const rival of rivals) {
      for (const index of this.#candidates(rival)) index.reclaim(this.#slots.of(keyOf(rival))!);
    }
    if (!after) this.#slots.delete(key);
  }

  namespaceChanged(name: string, before: Namespace | undefined): void {
    for (const { index, anchor } of this.#entries.values()) {
      if (typeof index.scope === 'string') continue;
      const was = before !== undefined && matches(index.scope, before.labels);
      const is = this.#inScope(index.scope, name);
      if (was === is) continue;
      if (!anchor) {
        if (is) this.#list(name, index);
        else this.#unlist(name, index);
      }
      for (const [key, pod] of this.#objects.podsIn.of(name)) index.put(this.#slots.of(key)!, pod, is ? pod : undefined);
    }
  }

  #add(id: string, scope: Scope, { pods: selector }: Peer): Entry {
    const index = new SelectorIndex(id, scope, selector, this.#slots, this.#objects.owners);
    const anchor = this.#bestAnchor(anchorsOf(selector));
    if (anchor) this.#anchored.add(anchor, index);
    else for (const namespace of this.#namespacesIn(scope)) this.#list(namespace, index);
    this.#fill(index, anchor);
    const entry = { index, anchor };
    this.#entries.set(id, entry);
    return entry;
  }

  /** The one that fewest pods have. Its key is in use then. */
  #bestAnchor(anchors: readonly Anchor[]): Anchor | undefined {
    for (const { key } of anchors) this.#podsByLabel.use(key);
    const counts = new Map(anchors.map(anchor => [anchor, this.#podsByLabel.count(anchor)]));
    const best = anchors.toSorted((a, b) => counts.get(a)! - counts.get(b)!).at(0);
    for (const anchor of anchors) if (anchor !== best) this.#podsByLabel.release(anchor.key);
    return best;
  }

  #fill(index: SelectorIndex, anchor: Anchor | undefined): void {
    const { scope } = index;
    const inNamespace = typeof scope === 'string' ? this.#objects.podsIn.of(scope) : undefined;
    const put = (slot: number, pod: Pod) => index.put(slot, undefined, pod);
    if (anchor && this.#podsByLabel.count(anchor) < (inNamespace ?? this.#objects.pods).size) {
      const scopes = new Map<string, boolean>();
      for (const slot of this.#podsByLabel.of(anchor)) {
        const pod = this.#slots.podAt(slot);
        if (!scopes.has(pod.namespace)) scopes.set(pod.namespace, this.#inScope(scope, pod.namespace));
        if (scopes.get(pod.namespace)) put(slot, pod);
      }
      return;
    }
    for (const namespace of this.#namespacesIn(scope)) {
      for (const [key, pod] of this.#objects.podsIn.of(namespace)) put(this.#slots.of(key)!, pod);
    }
  }

  /** The indexes that may select the pod. */
  #candidates(pod: Pod | undefined, into = new Set<SelectorIndex>()): Set<SelectorIndex> {
    if (!pod) return into;
    this.#byNamespace.get(pod.namespace)?.forEach(index => void into.add(index));
    this.#anchored.each(pod.labels, index => into.add(index));
    return into;
  }

  #list(namespace: string, index: SelectorIndex): void {
    const listed = this.#byNamespace.get(namespace);
    if (listed) listed.add(index);
    else this.#byNamespace.set(namespace, new Set([index]));
  }

  #unlist(namespace: string, index: SelectorIndex): void {
    const listed = this.#byNamespace.get(namespace);
    listed?.delete(index);
    if (listed?.size === 0) this.#byNamespace.delete(namespace);
  }

  #namespacesIn(scope: Scope): readonly string[] {
    if (typeof scope === 'string') return [scope];
    return [...this.#objects.namespaces.keys()].filter(name => this.#inScope(scope, name));
  }

  /** An unknown namespace matches no namespaceSelector, not even the empty one, because its labels are unknown. */
  #inScope(scope: Scope, namespace: string): boolean {
    if (typeof scope === 'string') return scope === namespace;
    const labels = this.#objects.namespaces.get(namespace)?.labels;
    return labels !== undefined && matches(scope, labels);
  }
}

/** The name of a namespace contains no space and no quote, so the two forms of scope cannot produce the same id. */
function idOf(scope: Scope, { pods }: Peer): string {
  return `${typeof scope === 'string' ? scope : selectorKey(scope)} ${selectorKey(pods)}`;
}
