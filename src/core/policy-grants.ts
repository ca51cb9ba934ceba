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

/** The treatment of an address with an uncertain owner. */
export interface Matching {
  addresses(index: SelectorIndex): AddressSet;
  /** @param pods Those that match. Each claims the address. */
  matches(address: string, pods: ReadonlySet<Pod>, lookup: Lookup): boolean;
}

/** For rules that allow traffic: every owner of an address matches. */
export const CERTAIN: Matching = {
  addresses: index => index.addresses,
  matches: (address, pods, lookup) => lookup.owners(address).every(owner => pods.has(owner)),
};

export interface RuleGrants {
  readonly grants: readonly Grant[];
  /** Of ingress: grants of named ports depend on the pod. */
  readonly own?: { readonly peers: Peers; readonly named: readonly NamedPortEntry[]; readonly from: Pick<Grant, 'policy' | 'path'> };
  /** Named ports of egress that no peer declares. */
  readonly unresolved: readonly NamedPortEntry[];
}

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
  return {
    policy,
    ingress: ingress.flatMap(rule => ruleGrants(keyOf(policy), rule, lookup, 'ingress', CERTAIN) ?? []),
    egress: egress.flatMap(rule => ruleGrants(keyOf(policy), rule, lookup, 'egress', CERTAIN) ?? []),
    isTooMuch: false,
  };
}

/** The traffic that a rule matches. Undefined: none. @param policy Key of the policy. */
export function ruleGrants(
  policy: string,
  rule: Rule,
  lookup: Lookup,
  direction: 'ingress' | 'egress',
  matching: Matching,
): RuleGrants | undefined {
  const peers = peersOf(rule, lookup, matching);
  if (peers !== 'any' && isEmpty(peers)) return undefined;
  const from = { policy, path: rule.path };
  if (rule.ports === 'any') return { grants: [{ ...from, peers, ports: 'any' }], unresolved: [] };
  const numbered = portSet(rule.ports.filter(port => !isNamed(port)));
  const grants: Grant[] = hasPorts(numbered) ? [{ ...from, peers, ports: numbered }] : [];
  const named = rule.ports.filter(isNamed);
  if (named.length === 0) return { grants, unresolved: [] };
  if (direction === 'ingress') return { grants, own: { peers, named, from }, unresolved: [] };
  const unresolved: NamedPortEntry[] = [];
  for (const entry of named) {
    const found = atThePeers(rule, peers, entry, lookup, matching);
    if (found.length === 0) unresolved.push(entry);
    grants.push(...found.map(grant => ({ ...from, ...grant })));
  }
  return { grants, unresolved };
}

function peersOf(rule: Rule, lookup: Lookup, matching: Matching): Peers {
  if (rule.peers === 'any') return 'any';
  const sets = [...new Set(rule.peers.map(peer => addressesOf(peer, lookup, matching)))];
  if (sets.length === 1) return sets[0]!;
  return { v4: union(sets.flatMap(set => set.v4)), v6: union(sets.flatMap(set => set.v6)) };
}

function addressesOf(peer: Peer, lookup: Lookup, matching: Matching): AddressSet {
  if (peer.kind === 'pods') return matching.addresses(lookup.index(peer));
  const [block, except] = [addressSet([peer.cidr]), addressSet(peer.except)];
  return { v4: subtract(block.v4, except.v4), v6: subtract(block.v6, except.v6) };
}

/** Egress: each peer is a destination. The number behind a name may differ from pod to pod. Peers outside the cluster have no names. */
function atThePeers(rule: Rule, peers: Peers, entry: NamedPortEntry, lookup: Lookup, matching: Matching): Pick<Grant, 'peers' | 'ports'>[] {
  const byNumber = Map.groupBy(
    destinations(rule, lookup).flatMap(peer => numbersOf(peer, entry).map(number => ({ number, peer }))),
    ({ number }) => number,
  );
  return [...byNumber]
    .sort(([a], [b]) => a - b)
    .map(([number, found]) => ({
      peers: common(addressSet(ownedBy(new Set(found.map(({ peer }) => peer)), lookup, matching)), peers),
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

/** The addresses of `pods` that match. */
function ownedBy(pods: ReadonlySet<Pod>, lookup: Lookup, matching: Matching): string[] {
  const addresses = [...pods].flatMap(pod => pod.addresses);
  return addresses.filter(address => matching.matches(address, pods, lookup));
}

function common(set: AddressSet, peers: Peers): AddressSet {
  if (peers === 'any') return set;
  return { v4: intersect(set.v4, peers.v4), v6: intersect(set.v6, peers.v6) };
}
