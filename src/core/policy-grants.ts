/** The part of a policy's meaning that is equal for all pods that it selects. The pods share its arrays. */
import { type AddressSet, addressSet, isEmpty } from './address.ts';
import { intersect, subtract, union } from './interval.ts';
import { keyOf, type NetworkPolicy, type Peer, type Pod, type PodPeer, type Rule } from './model.ts';
import type { Grant } from './pod-policy.ts';
import { hasPorts, isNamed, type NamedPortEntry, numbersOf, portSet } from './port-set.ts';
import { EVERYTHING } from './selector.ts';
import type { SelectorIndex } from './selector-index.ts';

/** The cluster data that a compilation reads. The result depends on every index that it requested. */
export interface Lookup {
  index(peer: Pick<PodPeer, 'namespaces' | 'pods'>): SelectorIndex;
  /** The pods with the strongest claim to an address. */
  owners(address: string): readonly Pod[];
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
  const named = rule.ports.filter(isNamed);
  if (named.length === 0) return { grants, unresolved: NONE };
  if (direction === 'ingress') return { grants, own: { peers, named, from }, unresolved: NONE };
  const unresolved: NamedPortEntry[] = [];
  for (const entry of named) {
    const found = atThePeers(rule, peers, entry, lookup);
    if (found.length === 0) unresolved.push(entry);
    grants.push(...found.map(grant => ({ ...from, ...grant })));
  }
  return { grants, unresolved };
}

function peersOf(rule: Rule, lookup: Lookup): Peers {
  if (rule.peers === 'any') return 'any';
  const sets = [...new Set(rule.peers.map(peer => addressesOf(peer, lookup)))];
  if (sets.length === 1) return sets[0]!;
  return { v4: union(sets.flatMap(set => set.v4)), v6: union(sets.flatMap(set => set.v6)) };
}

function addressesOf(peer: Peer, lookup: Lookup): AddressSet {
  if (peer.kind === 'pods') return lookup.index(peer).addresses;
  const block = addressSet([peer.cidr]);
  if (peer.except.length === 0) return block;
  const except = addressSet(peer.except);
  return { v4: subtract(block.v4, except.v4), v6: subtract(block.v6, except.v6) };
}

/** Egress: each peer is a destination. The number behind a name may differ from pod to pod. Peers outside the cluster have no names. */
function atThePeers(rule: Rule, peers: Peers, entry: NamedPortEntry, lookup: Lookup): Pick<Grant, 'peers' | 'ports'>[] {
  const byNumber = Map.groupBy(
    destinations(rule, lookup).flatMap(peer => numbersOf(peer, entry).map(number => ({ number, peer }))),
    ({ number }) => number,
  );
  return [...byNumber]
    .sort(([a], [b]) => a - b)
    .map(([number, found]) => ({
      peers: common(addressSet(ownedBy(new Set(found.map(({ peer }) => peer)), lookup)), peers),
      ports: { [entry.protocol]: [[number, number]] },
    }))
    .filter(grant => !isEmpty(grant.peers));
}

const EVERY_POD = { namespaces: EVERYTHING, pods: EVERYTHING };

/** Every pod that may be a destination of the rule. `common` later drops the addresses that no peer covers. */
function destinations(rule: Rule, lookup: Lookup): Pod[] {
  const selectors = rule.peers === 'any' ? [EVERY_POD] : rule.peers.map(peer => (peer.kind === 'pods' ? peer : EVERY_POD));
  const pods = selectors.flatMap(peer => lookup.index(peer).pods);
  return [...new Map(pods.map(pod => [keyOf(pod), pod])).values()];
}

/** The addresses whose owners are all in `pods`. */
function ownedBy(pods: ReadonlySet<Pod>, lookup: Lookup): string[] {
  const addresses = [...pods].flatMap(pod => pod.addresses);
  return addresses.filter(address => lookup.owners(address).every(owner => pods.has(owner)));
}

function common(set: AddressSet, peers: Peers): AddressSet {
  if (peers === 'any') return set;
  return { v4: intersect(set.v4, peers.v4), v6: intersect(set.v6, peers.v6) };
}
