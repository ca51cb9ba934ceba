/**
 * The state of a cluster and what follows from it. Events only change the state; `compile` answers from the state alone, however it was
 * reached. Selector indexes are made when a compilation first asks for them, kept current, and dropped when nothing asks any more.
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
import { Members, type Scope } from './members.ts';
import { type Kind, keyOf, type Namespace, type NetworkPolicy, type Node, type Objects, type Pod, type PodPeer } from './model.ts';
import type { PodPolicy } from './pod-policy.ts';
import { matches } from './selector.ts';

/** A compiled pod with everything its result depends on; valid while all of it is unchanged. */
interface Compiled {
  readonly result: Result<PodPolicy>;
  readonly pod: Pod;
  readonly standing: Standing;
  readonly node: Node | undefined;
  readonly policies: readonly NetworkPolicy[];
  /** When `policies` were looked up; while no policy has changed since, they need not be again. */
  readonly policyEpoch: number;
  readonly members: ReadonlyMap<Members, number>;
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
  /** By `Members.id`, with the number of compiled pods that depend on it. */
  readonly #indexes = new Map<string, { readonly members: Members; users: number }>();
  readonly #compiled = new Map<string, Compiled>();
  #policyEpoch = 0;

  set<K extends Kind>(kind: K, object: Objects[K]): void {
    const key = keyOf(object);
    const before = this.#objects[kind].get(key);
    this.#objects[kind].set(key, object);
    this.#follow(kind, key, before, object);
  }

  /** @param key `namespace/name`, or `name` for namespaces and nodes; an unknown key changes nothing. */
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

  /** The pods of the pod network on a node, with or without an address; sorted by key. */
  podsOfNode(node: string): Pod[] {
    return this.allPodsOfNode(node).filter(isInPodNetwork);
  }

  /** Those of the host network and finished ones too; sorted by key. */
  allPodsOfNode(node: string): Pod[] {
    return [...this.#podsOn.of(node).values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  }

  /** The pods of the pod network that a policy isolates; sorted by key. */
  subjects({ namespace, podSelector }: Pick<NetworkPolicy, 'namespace' | 'podSelector'>): Pod[] {
    const pods = [...this.#podsIn.of(namespace).values()].filter(pod => isInPodNetwork(pod) && matches(podSelector, pod.labels));
    return pods.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** The pods with the strongest claim to an address; several in a dispute. All pods of the cluster compete. */
  owners(address: string): readonly Pod[] {
    return this.#claims.owners(address);
  }

  /**
   * The pods with the strongest claim to an endpoint; several in a dispute, undefined where there is no claim.
   * @param addresses Those of the endpoint, canonical.
   * @param node Only pods of this node compete; undefined: those not assigned to a node.
   */
  endpointOwners(addresses: readonly string[], node: string | undefined): Owners | undefined {
    const [first, ...others] = strongest([...this.#claims.claimants(addresses)].filter(pod => pod.node === node));
    return first && [first, ...others];
  }

  /**
   * The policy of an endpoint: that of its owner. Closed where several pods own it, with an error for each.
   * @param owners From `endpointOwners`. An owner that has been deleted since leaves the endpoint closed.
   */
  compileEndpoint(addresses: readonly string[], owners: Owners): Result<PodPolicy> {
    const [pod, ...others] = owners;
    const issues = others.length > 0 ? disputes(addresses, owners) : [];
    const compiled = others.length > 0 ? undefined : this.compile(keyOf(pod));
    return compiled ?? { value: closed(pod, this.#nodeOf(pod)?.addresses ?? []), issues };
  }

  /**
   * What the pod may do; undefined when there is no such pod or no policy can select it (host network, finished).
   * The same object again while nothing that it depends on has changed.
   */
  compile(podKey: string): Result<PodPolicy> | undefined {
    const pod = this.#objects.pod.get(podKey);
    if (!pod || !isInPodNetwork(pod)) return undefined;
    const node = this.#nodeOf(pod);
    const standing = standingOf(pod, address => this.owners(address));
    const before = this.#compiled.get(podKey);
    const unmoved = before?.pod === pod && before.policyEpoch === this.#policyEpoch;
    const policies = unmoved ? before.policies : this.#policiesOf(pod);
    const same =
      before?.pod === pod && before.node === node && sameStanding(before.standing, standing) && sameItems(before.policies, policies);
    if (same && isCurrent(before.members)) return before.result;
    const members = new Map<Members, number>();
    const { own, disputed } = standing;
    const subject = own.length === pod.addresses.length ? pod : { ...pod, addresses: own };
    const compiled = compilePod(subject, node?.addresses ?? [], policies, {
      owners: address => this.owners(address),
      members: (namespace, peer) => {
        const index = this.#index(namespace, peer);
        members.set(index, index.version);
        return index;
      },
    });
    const result = disputed.length > 0 ? { ...compiled, issues: [...compiled.issues, noPeer(pod, disputed)] } : compiled;
    // Taken before the old ones are let go: an index that both need must not be built twice.
    for (const index of members.keys()) this.#indexes.get(index.id)!.users++;
    this.#forget(podKey);
    this.#compiled.set(podKey, { result, pod, standing, node, policies, policyEpoch: this.#policyEpoch, members });
    return result;
  }

  /** The pods that a peer of a policy in `policyNamespace` selects. */
  members(policyNamespace: string, peer: Pick<PodPeer, 'namespaces' | 'pods'>): Members {
    const scope = peer.namespaces === 'same' ? policyNamespace : peer.namespaces;
    const members = new Members(scope, peer.pods, address => this.owners(address));
    const kept = this.#indexes.get(members.id);
    if (kept) return kept.members;
    for (const namespace of typeof members.scope === 'string' ? [members.scope] : this.#objects.namespace.keys()) {
      if (!this.#inScope(members.scope, namespace)) continue;
      for (const [key, pod] of this.#podsIn.of(namespace)) members.put(key, pod);
    }
    return members;
  }

  /** The same, kept current from now on. */
  #index(policyNamespace: string, peer: Pick<PodPeer, 'namespaces' | 'pods'>): Members {
    const members = this.members(policyNamespace, peer);
    if (!this.#indexes.has(members.id)) this.#indexes.set(members.id, { members, users: 0 });
    return members;
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
    for (const { members } of this.#indexes.values()) {
      if (this.#inScope(members.scope, namespace)) members.put(key, after);
      for (const rival of rivals) members.reclaim(rival);
    }
    if (!after) this.#forget(key);
  }

  #followNamespace(name: string, before: Namespace | undefined): void {
    for (const { members } of this.#indexes.values()) {
      if (typeof members.scope === 'string') continue;
      const was = before !== undefined && matches(members.scope, before.labels);
      const is = this.#inScope(members.scope, name);
      if (was !== is) for (const [key, pod] of this.#podsIn.of(name)) members.put(key, is ? pod : undefined);
    }
  }

  /** A namespace that nobody has described matches no namespaceSelector, not even the empty one: its labels are not known. */
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
    for (const { id } of this.#compiled.get(podKey)?.members.keys() ?? []) {
      const index = this.#indexes.get(id)!;
      index.users--;
      if (index.users === 0) this.#indexes.delete(id);
    }
    this.#compiled.delete(podKey);
  }
}

/** Objects by one of their fields, each bucket by key. */
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

function isCurrent(members: ReadonlyMap<Members, number>): boolean {
  for (const [index, version] of members) if (index.version !== version) return false;
  return true;
}

function sameItems<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
