/** The part of a policy's meaning that is equal for all pods that it selects. The pods share its arrays. */
import { type AddressSet, addressSet, isEmpty } from './address.ts';
import { intersect, subtract, union } from './interval.ts';
import { keyOf, type NetworkPolicy, type Peer, type Rule } from './model.ts';
import { destinationsOf, type NamedAddresses, type PeerSelector } from './named-addresses.ts';
import type { Grant } from './pod-policy.ts';
import { hasPorts, isNamed, type NamedPortEntry, namedPorts, portKey, portSet } from './port-set.ts';
import type { SelectorIndex } from './selector-index.ts';

/** The cluster data that a compilation reads. The result depends on every index that it requested. */
export interface Lookup {
  index(peer: PeerSelector): SelectorIndex;
  /** The named ports of the policy's egress rules. */
  named(destinations: SelectorIndex): NamedAddresses;
}

export type Peers = 'any' | AddressSet;

export interface RuleGrants {
  readonly grants: readonly Grant[];
  /** Of ingress: grants of named ports depend on the pod. */
  readonly own?: { readonly peers: Peers; readonly named: readonly NamedPortEntry[]; readonly from: Pick<Grant, 'policy' | 'path'> };
  /** Named ports of egress that no peer declares. */
  readonly unresolved: readonly NamedPortEntry[];
}

/** Shared, because a policy may have thousands of rules. */
const NONE: readonly never[] = [];

export interface PolicyGrants {
  readonly policy: NetworkPolicy;
  readonly ingress: readonly RuleGrants[];
  readonly egress: readonly RuleGrants[];
  /** The peers select more pods than one policy may select. The policy grants no traffic. */
  readonly isTooMuch: boolean;
}

export function noGrants(policy: NetworkPolicy): PolicyGrants {
  return { policy, ingress: [], egress: [], isTooMuch: true };
}

export function grantsOf(policy: NetworkPolicy, lookup: Lookup): PolicyGrants {
  const { ingress = [], egress = [] } = policy;
  const key = keyOf(policy);
  return {
    policy,
    ingress: ingress.flatMap(rule => ruleGrants(key, rule, lookup, 'ingress') ?? []),
    egress: egress.flatMap(rule => ruleGrants(key, rule, lookup, 'egress') ?? []),
    isTooMuch: false,
  };
}

function ruleGrants(policy: string, rule: Rule, lookup: Lookup, direction: 'ingress' | 'egress'): RuleGrants | undefined {
  const peers = peersOf(rule, lookup);
  if (peers !== 'any' && isEmpty(peers)) return undefined;
  const from = { policy, path: rule.path };
  if (rule.ports === 'any') return { grants: [{ ...from, peers, ports: 'any' }], unresolved: NONE };
  const numbered = portSet(rule.ports.filter(port => !isNamed(port)));
  const grants: Grant[] = hasPorts(numbered) ? [{ ...from, peers, ports: numbered }] : [];
  const named = namedPorts(rule);
  if (named.length === 0) return { grants, unresolved: NONE };
  if (direction === 'ingress') return { grants, own: { peers, named, from }, unresolved: NONE };
  const destinations = [...new Set(destinationsOf(rule).map(peer => lookup.index(peer)))].map(index => lookup.named(index));
  const unresolved: NamedPortEntry[] = [];
  for (const entry of named) {
    const numbered = numberedOf(destinations, portKey(entry)).map(
      ([number, addresses]): Grant => ({ ...from, peers: common(addresses, peers), ports: { [entry.protocol]: [[number, number]] } }),
    );
    const granted = numbered.filter(grant => grant.peers !== 'any' && !isEmpty(grant.peers));
    if (granted.length === 0) unresolved.push(entry);
    grants.push(...granted);
  }
  return { grants, unresolved };
}

/** In ascending order of the numbers. */
function numberedOf(destinations: readonly NamedAddresses[], key: string): [number: number, addresses: AddressSet][] {
  const found = destinations.flatMap(named => [...(named.get(key) ?? [])]);
  const byNumber = Map.groupBy(found, ([number]) => number);
  return [...byNumber].sort(([a], [b]) => a - b).map(([number, sets]) => [number, united(sets.map(([, addresses]) => addresses))]);
}

function united(sets: readonly AddressSet[]): AddressSet {
  if (sets.length === 1) return sets[0]!;
  return { v4: union(sets.flatMap(set => set.v4)), v6: union(sets.flatMap(set => set.v6)) };
}

function peersOf(rule: Rule, lookup: Lookup): Peers {
  if (rule.peers === 'any') return 'any';
  return united([...new Set(rule.peers.map(peer => addressesOf(peer, lookup)))]);
}

function addressesOf(peer: Peer, lookup: Lookup): AddressSet {
  if (peer.kind === 'pods') return lookup.index(peer).addresses;
  const block = addressSet([peer.cidr]);
  if (peer.except.length === 0) return block;
  const except = addressSet(peer.except);
  return { v4: subtract(block.v4, except.v4), v6: subtract(block.v6, except.v6) };
}

function common(set: AddressSet, peers: Peers): AddressSet {
  if (peers === 'any') return set;
  return { v4: intersect(set.v4, peers.v4), v6: intersect(set.v6, peers.v6) };
}
