/**
 * The state of a cluster and the policies compiled from it. Events only change the state. `compile` depends on the current state alone, not
 * on the order of events.
 */
import { byKey, Claims, closed, disputes, isInPodNetwork, type Owners, standingOf, strongest } from './claims.ts';
import { CompiledPods, type CompileProgress, type Subject } from './compiled-pods.ts';
import type { Result } from './issue.ts';
import { type Kind, keyOf, type Namespace, type NetworkPolicy, type Node, type Objects, type Pod } from './model.ts';
import { ObjectGroups } from './object-groups.ts';
import type { PodPolicy } from './pod-policy.ts';
import { matches } from './selector.ts';
import { SelectorIndexes } from './selector-indexes.ts';

export interface ClusterBounds {
  /** Maximum number of pods that the distinct peers of one policy select in total. A policy beyond it isolates its pods and allows no traffic. */
  readonly maxMatches?: number;
}

export const MAX_MATCHES = 500_000;

export class Cluster {
  readonly #objects: { [K in Kind]: Map<string, Objects[K]> } = {
    pod: new Map(),
    namespace: new Map(),
    policy: new Map(),
    node: new Map(),
  };
  readonly #podsIn = new ObjectGroups<Pod>(pod => pod.namespace);
  readonly #podsOn = new ObjectGroups<Pod>(pod => pod.node);
  readonly #policiesIn = new ObjectGroups<NetworkPolicy>(policy => policy.namespace);
  readonly #claims = new Claims();
  /** The number of the last change of a policy, for each namespace with policies. */
  readonly #policyEpochs = new Map<string, number>();
  #policyChanges = 0;
  readonly #indexes = new SelectorIndexes({
    pods: this.#objects.pod,
    namespaces: this.#objects.namespace,
    podsIn: this.#podsIn,
    owners: address => this.owners(address),
  });
  readonly #compiled: CompiledPods;

  constructor({ maxMatches = MAX_MATCHES }: ClusterBounds = {}) {
    this.#compiled = new CompiledPods({
      policiesIn: namespace => ({ policies: this.#policiesIn.of(namespace), epoch: this.#policyEpochs.get(namespace) ?? 0 }),
      owners: address => this.owners(address),
      indexes: this.#indexes,
      maxMatches,
    });
  }

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
   * The pods with the strongest claim to any address of an endpoint. More than one means a dispute. Undefined if no pod claims it.
   * @param addresses Canonical addresses of the endpoint.
   * @param node Only pods of this node compete. Undefined: pods that are not assigned to a node.
   */
  endpointOwners(addresses: readonly string[], node: string | undefined): Owners | undefined {
    const owners = addresses.flatMap(address => strongest([...this.#claims.claimants([address])].filter(pod => pod.node === node)));
    const [first, ...others] = addresses.length > 1 ? byKey(new Set(owners)) : owners;
    return first && [first, ...others];
  }

  /**
   * The policy of an endpoint, which is its owner's. If several pods own it, it is closed and each owner gets an error.
   * @param owners From `endpointOwners`. If the owner has been deleted since, the endpoint is closed.
   * @param mayLag As in `compile`.
   */
  compileEndpoint(addresses: readonly string[], owners: Owners, mayLag = false): Result<PodPolicy> {
    const [pod, ...others] = owners;
    const issues = others.length > 0 ? disputes(addresses, owners) : [];
    const compiled = others.length > 0 ? undefined : this.compile(keyOf(pod), mayLag);
    return compiled ?? { value: closed(pod, this.#nodeOf(pod)?.addresses ?? []), issues };
  }

  /** The policies that select a pod, sorted by name. Empty if the pod does not exist or no policy can select it. */
  policiesOf(podKey: string): NetworkPolicy[] {
    const pod = this.#objects.pod.get(podKey);
    if (!pod || !isInPodNetwork(pod)) return [];
    const selecting = [...this.#policiesIn.of(pod.namespace).values()].filter(policy => matches(policy.podSelector, pod.labels));
    return selecting.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /**
   * Compiles the policy of a pod. Undefined if the pod does not exist or no policy can select it (host network, finished).
   * Returns the same object until one of its inputs changes.
   * @param mayLag Accepts the last result, which may belong to earlier policies.
   */
  compile(podKey: string, mayLag = false): Result<PodPolicy> | undefined {
    const subject = this.#subject(podKey);
    return subject && this.#compiled.compile(podKey, subject, mayLag);
  }

  /**
   * The policy of a pod whose addresses are its own for certain, whatever the API server reports: its node has found the pod's sandbox. The
   * pod need not be in the cluster yet. The result is kept until `keepLocal` drops it.
   */
  compileLocal(pod: Pod, mayLag = false): Result<PodPolicy> {
    return this.#compiled.compile(localKey(pod.uid), this.#localSubject(pod), mayLag);
  }

  compileProgress(podKey: string): CompileProgress {
    return this.#compiled.progress(podKey, () => this.#subject(podKey));
  }

  compileLocalProgress(pod: Pod): CompileProgress {
    return this.#compiled.progress(localKey(pod.uid), () => this.#localSubject(pod));
  }

  /** Drops what `compileLocal` keeps of all other pods. @param uids Of the pods whose sandboxes the node has. */
  keepLocal(uids: ReadonlySet<string>): void {
    const keys = new Set([...uids].map(localKey));
    for (const key of this.#compiled.keys()) if (key.startsWith(LOCAL) && !keys.has(key)) this.#compiled.forget(key);
  }

  #follow<K extends Kind>(kind: K, key: string, before: Objects[K] | undefined, after: Objects[K] | undefined): void {
    if (kind === 'policy') {
      this.#policiesIn.replace(key, before as NetworkPolicy | undefined, after as NetworkPolicy | undefined);
      const { namespace } = (after ?? before) as NetworkPolicy;
      this.#policyChanges++;
      if (this.#policiesIn.of(namespace).size > 0) this.#policyEpochs.set(namespace, this.#policyChanges);
      else this.#policyEpochs.delete(namespace);
    }
    if (kind === 'pod') this.#followPod(key, before as Pod | undefined, after as Pod | undefined);
    if (kind === 'namespace') this.#indexes.namespaceChanged(key, before as Namespace | undefined);
  }

  #followPod(key: string, before: Pod | undefined, after: Pod | undefined): void {
    this.#podsIn.replace(key, before, after);
    this.#podsOn.replace(key, before, after);
    const rivals = this.#claims.replace(before, after);
    this.#indexes.podChanged(key, before, after, rivals);
    if (!after) this.#compiled.forget(key);
  }

  #nodeOf(pod: Pod): Node | undefined {
    return pod.node === undefined ? undefined : this.#objects.node.get(pod.node);
  }

  #subject(podKey: string): Subject | undefined {
    const pod = this.#objects.pod.get(podKey);
    if (!pod || !isInPodNetwork(pod)) return undefined;
    return { pod, standing: standingOf(pod, address => this.owners(address)), node: this.#nodeOf(pod) };
  }

  #localSubject(pod: Pod): Subject {
    return { pod, standing: { own: pod.addresses, disputed: [] }, node: this.#nodeOf(pod) };
  }
}

/** Never the key of a pod in the cluster, which has a slash. */
const LOCAL = 'local ';

function localKey(uid: string): string {
  return `${LOCAL}${uid}`;
}
