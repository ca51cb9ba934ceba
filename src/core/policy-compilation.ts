/** Keeps the grants of one policy current while pods use them. */
import type { NetworkPolicy, Pod } from './model.ts';
import { destinationsOf, type NamedAddresses, namedAddresses, namedRules, type PeerSelector } from './named-addresses.ts';
import { grantsOf, type Lookup, noGrants, type PolicyGrants } from './policy-grants.ts';
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

export class PolicyCompilation implements IndexUser {
  readonly policy: NetworkPolicy;
  /** Number of compiled pods that use the grants. */
  users = 0;
  readonly #options: PolicyCompilationOptions;
  readonly #indexes = new Map<PeerSelector, SelectorIndex>();
  /** By the index of the destinations. */
  readonly #named = new Map<SelectorIndex, NamedAddresses>();
  /** `portKey` of the named ports of egress rules. */
  readonly #names: ReadonlySet<string>;
  #grants: PolicyGrants | undefined;

  constructor(policy: NetworkPolicy, options: PolicyCompilationOptions) {
    this.policy = policy;
    this.#options = options;
    this.#names = new Set(namedRules(policy).flatMap(rule => namedPorts(rule).map(portKey)));
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
    if (isWithinBound) yield* this.#readNames();
    this.#grants = this.#isWithinBound() ? grantsOf(this.policy, this.#lookup) : noGrants(this.policy);
    return this.#grants;
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
    return { index: peer => this.#index(peer), named: index => this.#namedOf(index) };
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
    const index = this.#options.indexes.acquire(this.policy.namespace, peer, this);
    this.#indexes.set(peer, index);
    return index;
  }
}

function podPeers({ ingress = [], egress = [] }: NetworkPolicy): PeerSelector[] {
  const peers = [...ingress, ...egress].flatMap(rule => (rule.peers === 'any' ? [] : rule.peers));
  return peers.filter(peer => peer.kind === 'pods');
}
