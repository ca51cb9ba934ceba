/** Keeps the grants of one policy current while pods use them. */
import type { NetworkPolicy, PodPeer } from './model.ts';
import { grantsOf, type Lookup, noGrants, type PolicyGrants } from './policy-grants.ts';
import type { IndexUser, SelectorIndex } from './selector-index.ts';
import type { SelectorIndexes } from './selector-indexes.ts';

type PeerSelector = Pick<PodPeer, 'namespaces' | 'pods'>;

export interface PolicyCompilationOptions {
  readonly indexes: SelectorIndexes;
  readonly owners: Lookup['owners'];
  /** Maximum number of pods that the distinct peers of one policy select in total. */
  readonly maxMatches: number;
}

export class PolicyCompilation implements IndexUser {
  readonly policy: NetworkPolicy;
  /** Number of compiled pods that use the grants. */
  users = 0;
  readonly #options: PolicyCompilationOptions;
  readonly #indexes = new Map<PeerSelector, SelectorIndex>();
  #grants: PolicyGrants | undefined;

  constructor(policy: NetworkPolicy, options: PolicyCompilationOptions) {
    this.policy = policy;
    this.#options = options;
  }

  /** Undefined: they must be computed. */
  get current(): PolicyGrants | undefined {
    return this.#grants;
  }

  /** Computes them if necessary. Returns the same object until an index changes. */
  get grants(): PolicyGrants {
    const steps = this.steps();
    for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
  }

  /** Computes `grants`. The state of the cluster may change between two steps. */
  *steps(): Generator<void, PolicyGrants> {
    if (this.#grants) return this.#grants;
    const isWithinBound = yield* this.#findPods();
    if (isWithinBound) yield* this.#readAddresses();
    this.#grants = this.#isWithinBound() ? grantsOf(this.policy, this.#lookup) : noGrants(this.policy);
    return this.#grants;
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
    const index = this.#options.indexes.acquire(this.policy.namespace, peer, this);
    this.#indexes.set(peer, index);
    return index;
  }
}

function podPeers({ ingress = [], egress = [] }: NetworkPolicy): PodPeer[] {
  const peers = [...ingress, ...egress].flatMap(rule => (rule.peers === 'any' ? [] : rule.peers));
  return peers.filter(peer => peer.kind === 'pods');
}
