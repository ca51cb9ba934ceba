/** Keeps the grants of one policy current while pods use them. For a ClusterNetworkPolicy these are its rulings. */
import type { ClusterPolicy, NetworkPolicy, Pod } from './model.ts';
import { destinationsOf, type NamedAddresses, namedAddresses, namedRules, type PeerSelector } from './named-addresses.ts';
import { grantsOf, type Lookup, noGrants, type PolicyGrants } from './policy-grants.ts';
import { closedRulings, type PolicyRulings, rulingsOf } from './policy-rulings.ts';
import { namedPorts, portKey } from './port-set.ts';
import type { IndexUser, SelectorIndex } from './selector-index.ts';
import type { SelectorIndexes } from './selector-indexes.ts';

export interface PolicyCompilationOptions {
  readonly indexes: SelectorIndexes;
  /** The pods with the strongest claim to an address. */
  readonly owners: (address: string) => readonly Pod[];
  /** Maximum number of pods that one policy selects in total: its distinct peers, and the destinations of each named port of an egress rule. */
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
  /** By the index of the destinations. */
  readonly #named = new Map<SelectorIndex, NamedAddresses>();
  /** `portKey` of the named ports of egress rules. */
  readonly #names: ReadonlySet<string>;
  #grants: AnyGrants | undefined;

  constructor(policy: AnyPolicy, options: PolicyCompilationOptions) {
    this.policy = policy;
    this.#options = options;
    this.#names = new Set(namedRules(policy).flatMap(rule => namedPorts(rule).map(portKey)));
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
    if (isWithinBound) yield* this.#readNames();
    this.#grants = this.#compute(this.#isWithinBound());
    return this.#grants;
  }

  #compute(isWithinBound: boolean): AnyGrants {
    const { policy } = this;
    if (isClusterPolicy(policy)) return isWithinBound ? rulingsOf(policy, this.#lookup) : closedRulings(policy, this.#lookup);
    return isWithinBound ? grantsOf(policy, this.#lookup) : noGrants(policy);
  }

  indexChanged(index: SelectorIndex): void {
    this.#named.delete(index);
    this.#grants = undefined;
  }

  release(): void {
    for (const index of new Set(this.#indexes.values())) this.#options.indexes.release(index, this);
    this.#indexes.clear();
    this.#named.clear();
    this.#grants = undefined;
  }

  get #lookup(): Lookup {
    return {
      index: peer => this.#index(peer),
      named: index => this.#namedOf(index),
      // Without owners each claim counts.
      possiblyNamed: index => namedAddresses(index, this.#names, () => []),
    };
  }

  /** Builds the missing indexes, one in each step. @returns False as soon as the bound is exceeded. */
  *#findPods(): Generator<void, boolean> {
    let matches = 0;
    for (const { peers, times } of [{ peers: podPeers(this.policy), times: 1 }, ...this.#destinations()]) {
      const found = new Set<SelectorIndex>();
      for (const peer of peers) {
        const isNew = !this.#indexes.has(peer);
        const index = this.#index(peer);
        if (found.has(index)) continue;
        found.add(index);
        matches += index.size * times;
        if (matches > this.#options.maxMatches) return false;
        if (isNew) yield;
      }
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

  *#readNames(): Generator<void> {
    for (const { peers } of this.#destinations()) {
      for (const peer of peers) {
        if (this.#named.has(this.#index(peer))) continue;
        this.#namedOf(this.#index(peer));
        yield;
      }
    }
  }

  /** Of the egress rules with named ports, with the number of these. */
  #destinations(): { readonly peers: readonly PeerSelector[]; readonly times: number }[] {
    return namedRules(this.policy).map(rule => ({ peers: destinationsOf(rule), times: namedPorts(rule).length }));
  }

  #namedOf(index: SelectorIndex): NamedAddresses {
    const known = this.#named.get(index);
    if (known) return known;
    const named = namedAddresses(index, this.#names, this.#options.owners);
    this.#named.set(index, named);
    return named;
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

function podPeers({ ingress = [], egress = [] }: AnyPolicy): PeerSelector[] {
  const peers = [...ingress, ...egress].flatMap(rule => (rule.peers === 'any' ? [] : rule.peers));
  return peers.filter(peer => peer.kind === 'pods');
}
