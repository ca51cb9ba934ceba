/** Keeps the grants of one policy current while pods use them. For a ClusterNetworkPolicy these are its rulings. */
import type { ClusterPolicy, NetworkPolicy, PodPeer } from './model.ts';
import { grantsOf, type Lookup, noGrants, type PolicyGrants } from './policy-grants.ts';
import { closedRulings, type PolicyRulings, rulingsOf } from './policy-rulings.ts';
import type { IndexUser, SelectorIndex } from './selector-index.ts';
import type { SelectorIndexes } from './selector-indexes.ts';

type PeerSelector = Pick<PodPeer, 'namespaces' | 'pods'>;

export interface PolicyCompilationOptions {
  readonly indexes: SelectorIndexes;
  readonly owners: Lookup['owners'];
  /** Maximum number of pods that the distinct peers of one policy select in total. */
  readonly maxMatches: number;
}

export type AnyPolicy = NetworkPolicy | ClusterPolicy;
export type AnyGrants = PolicyGrants | PolicyRulings;

export class PolicyCompilation implements IndexUser {
  readonly policy: AnyPolicy;
  /** Number of compiled pods that use the grants. */
  users = 0;
  readonly #options: PolicyCompilationOptions;
  readonly #indexes = new Map<PeerSelector, SelectorIndex>();
  #grants: AnyGrants | undefined;

  constructor(policy: AnyPolicy, options: PolicyCompilationOptions) {
    this.policy = policy;
    this.#options = options;
  }

  /** Undefined: they must be computed. */
  get current(): AnyGrants | undefined {
    return this.#grants;
  }

  /** Computes them if necessary. Returns the same object until an index changes. */
  get grants(): AnyGrants {
    const steps = this.steps();
    for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
  }

  /** Computes `grants`. The state of the cluster may change between two steps. */
  *steps(): Generator<void, AnyGrants> {
    if (this.#grants) return this.#grants;
    const isWithinBound = yield* this.#findPods();
    if (isWithinBound) yield* this.#readAddresses();
    this.#grants = this.#compute(this.#isWithinBound());
    return this.#grants;
  }

  #compute(isWithinBound: boolean): AnyGrants {
    const { policy } = this;
    if (isClusterPolicy(policy)) return isWithinBound ? rulingsOf(policy, this.#lookup) : closedRulings(policy, this.#lookup);
    return isWithinBound ? grantsOf(policy, this.#lookup) : noGrants(policy);
  }

  indexChanged(): void {
    this.#grants = undefined;
  }

  release(): void {
    for (const index of new Set(this.#indexes.values())) this.#options.indexes.release(index, this);
    this.#indexes.clear();
    this.#grants = undefined;
  }

  get #lookup(): Lookup {
    return { index: peer => this.#index(peer), owners: address => this.#options.owners(address) };
  }

  /** Builds the missing indexes, one in each step. @returns False as soon as the bound is exceeded. */
  *#findPods(): Generator<void, boolean> {
    const found = new Set<SelectorIndex>();
    let matches = 0;
    for (const peer of podPeers(this.policy)) {
      const isNew = !this.#indexes.has(peer);
      const index = this.#index(peer);
      if (found.has(index)) continue;
      found.add(index);
      matches += index.size;
      if (matches > this.#options.maxMatches) return false;
      if (isNew) yield;
    }
    return true;
  }

  *#readAddresses(): Generator<void> {
    for (const index of new Set(this.#indexes.values())) {
      if (index.hasAddresses) continue;
      // Reading computes them.
      void index.addresses;
      if (isClusterPolicy(this.policy)) void index.possibleAddresses;
      yield;
    }
  }

  /** The state may have changed since the indexes were built. Builds none unless the bound was exceeded before. */
  #isWithinBound(): boolean {
    const steps = this.#findPods();
    for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
  }

  #index(peer: PeerSelector): SelectorIndex {
    const known = this.#indexes.get(peer);
    if (known) return known;
    const { policy } = this;
    // The namespaceSelector of a ClusterNetworkPolicy's peer is never missing.
    const index = this.#options.indexes.acquire(isClusterPolicy(policy) ? '' : policy.namespace, peer, this);
    this.#indexes.set(peer, index);
    return index;
  }
}

export function isClusterPolicy(policy: AnyPolicy): policy is ClusterPolicy {
  return 'tier' in policy;
}

function podPeers({ ingress = [], egress = [] }: AnyPolicy): PodPeer[] {
  const peers = [...ingress, ...egress].flatMap(rule => (rule.peers === 'any' ? [] : rule.peers));
  return peers.filter(peer => peer.kind === 'pods');
}
