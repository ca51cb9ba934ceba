/**
 * The state of a cluster and the policies compiled from it. Events only change the state. `compile` depends on the current state alone, not
 * on the order of events. A selector index is built when a compilation first needs it, kept current, and dropped when its last user is gone.
 */
import {
  Claims,
  closed,
  disputes,
  isInPodNetwork,
  noPeer,
  type Owners,
  type Standing,
  sameStanding,
  standingOf,
  strongest,
} from './claims.ts';
import { compilePod } from './compile.ts';
import type { Result } from './issue.ts';
import { type Kind, keyOf, type Namespace, type NetworkPolicy, type Node, type Objects, type Pod, type PodPeer } from './model.ts';
import type { PodPolicy } from './pod-policy.ts';
import { matches } from './selector.ts';
import { type Scope, SelectorIndex } from './selector-index.ts';

/** A compiled pod with all inputs of its result. Valid while none of them changes. */
interface Compiled {
  readonly result: Result<PodPolicy>;
  readonly pod: Pod;
  readonly standing: Standing;
  readonly node: Node | undefined;
  readonly policies: readonly NetworkPolicy[];
  /** The value of `#policyEpoch` when `policies` were looked up. While it stays the same, no lookup is needed. */
  readonly policyEpoch: number;
  /** With the version of each index that was read. */
  readonly indexes: ReadonlyMap<SelectorIndex, number>;
}

export class Cluster {
  readonly #objects: { [K in Kind]: Map<string, Objects[K]> } = {
    pod: new Map(),
    namespace: new Map(),
    policy: new Map(),
    node: new Map(),
  };
  readonly #podsIn = new Index<Pod>(pod => pod.namespace);
  readonly #podsOn = new Index<Pod>(pod => pod.node);
  readonly #policiesIn = new Index<NetworkPolicy>(policy => policy.namespace);
  readonly #claims = new Claims();
  /** By `SelectorIndex.id`, with the number of compiled pods that use the index. */
  readonly #indexes = new Map<string, { readonly index: SelectorIndex; users: number }>();
  readonly #compiled = new Map<string, Compiled>();
  #policyEpoch = 0;

  set<K extends Kind>(kind: K, object: Objects[K]): void {
    const key = keyOf(object);
    const before = this.#objects[kind].get(key);
    this.#objects[kind].set(key, object);
    this.#follow(kind, key, before, object);
  }

  /** @param key `namespace/name`, or `name` for namespaces and nodes. An unknown key has no effect. */
  delete(kind: Kind, key: string): void {
    const before = this.#objects[kind].get(key);
    if (before === undefined) return;
    this.#objects[kind].delete(key);
    this.#follow(kind, key, before, undefined);
  }

  get<K extends Kind>(kind: K, key: string): Objects[K] | undefined {
    return this.#objects[kind].get(key);
  }

  keys(kind: Kind): Iterable<string> {
    return this.#objects[kind].keys();
  }

  values<K extends Kind>(kind: K): Iterable<Objects[K]> {
    return this.#objects[kind].values();
  }

  /** The pods of the pod network on a node, with or without an address. Sorted by key. */
  podsOfNode(node: string): Pod[] {
    return this.allPodsOfNode(node).filter(isInPodNetwork);
  }

  /** Includes finished pods and pods of the host network. Sorted by key. */
  allPodsOfNode(node: string): Pod[] {
    return [...this.#podsOn.of(node).values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  }

  /** Includes finished pods and pods of the host network. */
  podsOfNamespace(namespace: string): Iterable<Pod> {
    return this.#podsIn.of(namespace).values();
  }

  /** The pods of the pod network that a policy isolates. Sorted by key. */
  subjects({ namespace, podSelector }: Pick<NetworkPolicy, 'namespace' | 'podSelector'>): Pod[] {
    const pods = [...this.#podsIn.of(namespace).values()].filter(pod => isInPodNetwork(pod) && matches(podSelector, pod.labels));
    return pods.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** The pods with the strongest claim to an address. More than one means a dispute. All pods of the cluster compete. */
  owners(address: string): readonly Pod[] {
    return this.#claims.owners(address);
  }

  /**
   * The pods with the strongest claim to an endpoint. More than one means a dispute. Undefined if no pod claims it.
   * @param addresses Canonical addresses of the endpoint.
   * @param node Only pods of this node compete. Undefined: pods that are not assigned to a node.
   */
  endpointOwners(addresses: readonly string[], node: string | undefined): Owners | undefined {
    const [first, ...others] = strongest([...this.#claims.claimants(addresses)].filter(pod => pod.node === node));
    return first && [first, ...others];
  }

  /**
   * The policy of an endpoint, which is its owner's. If several pods own it, it is closed and each owner gets an error.
   * @param owners From `endpointOwners`. If the owner has been deleted since, the endpoint is closed.
   */
  compileEndpoint(addresses: readonly string[], owners: Owners): Result<PodPolicy> {
    const [pod, ...others] = owners;
    const issues = others.length > 0 ? disputes(addresses, owners) : [];
    const compiled = others.length > 0 ? undefined : this.compile(keyOf(pod));
    return compiled ?? { value: closed(pod, this.#nodeOf(pod)?.addresses ?? []), issues };
  }

  /**
   * Compiles the policy of a pod. Undefined if the pod does not exist or no policy can select it (host network, finished).
   * Returns the same object until one of its inputs changes.
   */
  compile(podKey: string): Result<PodPolicy> | undefined {
    const pod = this.#objects.pod.get(podKey);
    if (!pod || !isInPodNetwork(pod)) return undefined;
    return this.#compile(
      podKey,
      pod,
      standingOf(pod, address => this.owners(address)),
    );
  }

  /**
   * The policy of a pod whose addresses are its own for certain, whatever the API server reports: its node has found the pod's sandbox. The
   * pod need not be in the cluster yet. The result is kept until `keepLocal` drops it.
   */
  compileLocal(pod: Pod): Result<PodPolicy> {
    return this.#compile(localKey(pod.uid), pod, { own: pod.addresses, disputed: [] });
  }

  /** Drops what `compileLocal` keeps of all other pods. @param uids Of the pods whose sandboxes the node has. */
  keepLocal(uids: ReadonlySet<string>): void {
    const keys = new Set([...uids].map(localKey));
    for (const key of this.#compiled.keys()) if (key.startsWith(LOCAL) && !keys.has(key)) this.#forget(key);
  }

  #compile(key: string, pod: Pod, standing: Standing): Result<PodPolicy> {
    const node = this.#nodeOf(pod);
    const before = this.#compiled.get(key);
    const unmoved = before?.pod === pod && before.policyEpoch === this.#policyEpoch;
    const policies = unmoved ? before.policies : this.#policiesOf(pod);
    const same =
      before?.pod === pod && before.node === node && sameStanding(before.standing, standing) && sameItems(before.policies, policies);
    if (same && isCurrent(before.indexes)) return before.result;
    const indexes = new Map<SelectorIndex, number>();
    const { own, disputed } = standing;
    const subject = own.length === pod.addresses.length ? pod : { ...pod, addresses: own };
    const compiled = compilePod(subject, node?.addresses ?? [], policies, {
      owners: address => this.owners(address),
      index: (namespace, peer) => {
        const index = this.#indexOf(namespace, peer);
        indexes.set(index, index.version);
        return index;
      },
    });
    const result = disputed.length > 0 ? { ...compiled, issues: [...compiled.issues, noPeer(pod, disputed)] } : compiled;
    // Adds the new users before removing the old ones, so that an index in use by both is not dropped and built again.
    for (const index of indexes.keys()) this.#indexes.get(index.id)!.users++;
    this.#forget(key);
    this.#compiled.set(key, { result, pod, standing, node, policies, policyEpoch: this.#policyEpoch, indexes });
    return result;
  }

  /** The index of the pods that a peer of a policy in `policyNamespace` selects. It is kept current from now on. */
  #indexOf(policyNamespace: string, peer: Pick<PodPeer, 'namespaces' | 'pods'>): SelectorIndex {
    const scope = peer.namespaces === 'same' ? policyNamespace : peer.namespaces;
    const index = new SelectorIndex(scope, peer.pods, address => this.owners(address));
    const kept = this.#indexes.get(index.id);
    if (kept) return kept.index;
    for (const namespace of typeof scope === 'string' ? [scope] : this.#objects.namespace.keys()) {
      if (!this.#inScope(scope, namespace)) continue;
      for (const [key, pod] of this.#podsIn.of(namespace)) index.put(key, pod);
    }
    this.#indexes.set(index.id, { index, users: 0 });
    return index;
  }

  #follow<K extends Kind>(kind: K, key: string, before: Objects[K] | undefined, after: Objects[K] | undefined): void {
    if (kind === 'policy') {
      this.#policiesIn.move(key, before as NetworkPolicy | undefined, after as NetworkPolicy | undefined);
      this.#policyEpoch++;
    }
    if (kind === 'pod') this.#followPod(key, before as Pod | undefined, after as Pod | undefined);
    if (kind === 'namespace') this.#followNamespace(key, before as Namespace | undefined);
  }

  #followPod(key: string, before: Pod | undefined, after: Pod | undefined): void {
    this.#podsIn.move(key, before, after);
    this.#podsOn.move(key, before, after);
    const rivals = this.#claims.replace(before, after).map(keyOf);
    const namespace = (after ?? before)!.namespace;
    for (const { index } of this.#indexes.values()) {
      if (this.#inScope(index.scope, namespace)) index.put(key, after);
      for (const rival of rivals) index.reclaim(rival);
    }
    if (!after) this.#forget(key);
  }

  #followNamespace(name: string, before: Namespace | undefined): void {
    for (const { index } of this.#indexes.values()) {
      if (typeof index.scope === 'string') continue;
      const was = before !== undefined && matches(index.scope, before.labels);
      const is = this.#inScope(index.scope, name);
      if (was !== is) for (const [key, pod] of this.#podsIn.of(name)) index.put(key, is ? pod : undefined);
    }
  }

  /** An unknown namespace matches no namespaceSelector, not even the empty one, because its labels are unknown. */
  #inScope(scope: Scope, namespace: string): boolean {
    if (typeof scope === 'string') return scope === namespace;
    const labels = this.#objects.namespace.get(namespace)?.labels;
    return labels !== undefined && matches(scope, labels);
  }

  #nodeOf(pod: Pod): Node | undefined {
    return pod.node === undefined ? undefined : this.#objects.node.get(pod.node);
  }

  #policiesOf(pod: Pod): NetworkPolicy[] {
    const selecting = [...this.#policiesIn.of(pod.namespace).values()].filter(policy => matches(policy.podSelector, pod.labels));
    return selecting.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  #forget(podKey: string): void {
    for (const { id } of this.#compiled.get(podKey)?.indexes.keys() ?? []) {
      const index = this.#indexes.get(id)!;
      index.users--;
      if (index.users === 0) this.#indexes.delete(id);
    }
    this.#compiled.delete(podKey);
  }
}

/** Objects grouped by one of their fields. Each group maps keys to objects. */
class Index<T> {
  readonly #buckets = new Map<string, Map<string, T>>();
  readonly #field: (object: T) => string | undefined;

  constructor(field: (object: T) => string | undefined) {
    this.#field = field;
  }

  of(value: string): ReadonlyMap<string, T> {
    return this.#buckets.get(value) ?? new Map();
  }

  move(key: string, before: T | undefined, after: T | undefined): void {
    const [from, to] = [before && this.#field(before), after && this.#field(after)];
    if (from !== undefined && from !== to) {
      const bucket = this.#buckets.get(from)!;
      bucket.delete(key);
      if (bucket.size === 0) this.#buckets.delete(from);
    }
    if (after && to !== undefined) {
      if (!this.#buckets.has(to)) this.#buckets.set(to, new Map());
      this.#buckets.get(to)!.set(key, after);
    }
  }
}

function isCurrent(indexes: ReadonlyMap<SelectorIndex, number>): boolean {
  for (const [index, version] of indexes) if (index.version !== version) return false;
  return true;
}

function sameItems<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

/** Never the key of a pod in the cluster, which has a slash. */
const LOCAL = 'local ';

function localKey(uid: string): string {
  return `${LOCAL}${uid}`;
}
