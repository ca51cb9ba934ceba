/**
 * Compiles the NetworkPolicies of one pod to addresses and port numbers, with complete Kubernetes semantics. Platform limits do not belong
 * here: entries that a platform lacks are rejected before this step or left out of the result after it.
 */
import { type AddressSet, addressSet, isEmpty } from './address.ts';
import { type Intervals, intersect, subtract, union } from './interval.ts';
import type { Issue, Result } from './issue.ts';
import { keyOf, type NetworkPolicy, type Peer, type Pod, type PodPeer, type Port, type Protocol, type Rule } from './model.ts';
import { ANY_PORT, type DirectionPolicy, type Grant, type PodPolicy, type PortSet } from './pod-policy.ts';
import { EVERYTHING } from './selector.ts';
import type { SelectorIndex } from './selector-index.ts';

/** The cluster data that a compilation reads. The result depends on every index that it requested. */
export interface Lookup {
  index(policyNamespace: string, peer: Pick<PodPeer, 'namespaces' | 'pods'>): SelectorIndex;
  /** The pods with the strongest claim to an address. */
  owners(address: string): readonly Pod[];
}

/**
 * @param pod Its addresses are only those that it alone owns.
 * @param policies The policies that select the pod, sorted by key.
 */
export function compilePod(
  pod: Pod,
  nodeAddresses: readonly string[],
  policies: readonly NetworkPolicy[],
  lookup: Lookup,
): Result<PodPolicy> {
  const issues: Issue[] = [];
  const direction = (name: 'ingress' | 'egress'): DirectionPolicy => {
    const isolating = policies.filter(policy => policy[name] !== undefined);
    if (isolating.length === 0) return 'open';
    const resolve = name === 'ingress' ? atThisPod(pod, issues) : atThePeer(pod, lookup, issues);
    const grants = isolating.flatMap(policy => policy[name]!.flatMap(rule => grantsOf(policy, rule, lookup, resolve)));
    return { policies: isolating.map(keyOf), grants };
  };
  return { value: { pod, nodeAddresses, ingress: direction('ingress'), egress: direction('egress') }, issues };
}

type Peers = 'any' | AddressSet;
interface NamedPortEntry extends Port {
  readonly port: { readonly name: string };
}
/** Turns the named ports of a rule into grants. A name refers to a container port of the destination pod. */
type ResolveNames = (policy: NetworkPolicy, rule: Rule, peers: Peers, named: readonly NamedPortEntry[]) => Pick<Grant, 'peers' | 'ports'>[];

function grantsOf(policy: NetworkPolicy, rule: Rule, lookup: Lookup, resolve: ResolveNames): Grant[] {
  const peers = peersOf(policy, rule, lookup);
  if (peers !== 'any' && isEmpty(peers)) return [];
  const from = { policy: keyOf(policy), path: rule.path };
  if (rule.ports === 'any') return [{ ...from, peers, ports: 'any' }];
  const numbered = portSet(rule.ports.filter(port => !isNamed(port)));
  const grants = hasPorts(numbered) ? [{ peers, ports: numbered }] : [];
  return [...grants, ...resolve(policy, rule, peers, rule.ports.filter(isNamed))].map(grant => ({ ...from, ...grant }));
}

function peersOf(policy: NetworkPolicy, rule: Rule, lookup: Lookup): Peers {
  if (rule.peers === 'any') return 'any';
  const sets = rule.peers.map(peer => addressesOf(policy, peer, lookup));
  if (sets.length === 1) return sets[0]!;
  return { v4: union(sets.flatMap(set => set.v4)), v6: union(sets.flatMap(set => set.v6)) };
}

function addressesOf(policy: NetworkPolicy, peer: Peer, lookup: Lookup): AddressSet {
  if (peer.kind === 'pods') return lookup.index(policy.namespace, peer).addresses;
  const [block, except] = [addressSet([peer.cidr]), addressSet(peer.except)];
  return { v4: subtract(block.v4, except.v4), v6: subtract(block.v6, except.v6) };
}

/** Ingress: the selected pod is the destination, so the name refers to its own port. */
function atThisPod(pod: Pod, issues: Issue[]): ResolveNames {
  return (policy, _rule, peers, named) => {
    const ports = portSet(
      named.flatMap(entry => {
        const declared = numbersOf(pod, entry);
        if (declared.length === 0) issues.push(unresolved(policy, entry, pod, 'this pod declares no such port'));
        return declared.map((number): Port => ({ ...entry, port: [number, number] }));
      }),
    );
    return hasPorts(ports) ? [{ peers, ports }] : [];
  };
}

/** Egress: each peer is a destination. The number behind a name may differ from pod to pod. Peers outside the cluster have no names. */
function atThePeer(pod: Pod, lookup: Lookup, issues: Issue[]): ResolveNames {
  return (policy, rule, peers, named) =>
    named.flatMap(entry => {
      const byNumber = Map.groupBy(
        destinations(policy, rule, lookup).flatMap(peer => numbersOf(peer, entry).map(number => ({ number, peer }))),
        ({ number }) => number,
      );
      const grants = [...byNumber]
        .sort(([a], [b]) => a - b)
        .map(([number, found]) => ({
          peers: common(addressSet(ownedBy(new Set(found.map(({ peer }) => peer)), lookup)), peers),
          ports: { [entry.protocol]: [[number, number]] },
        }))
        .filter(grant => !isEmpty(grant.peers));
      if (grants.length === 0) issues.push(unresolved(policy, entry, pod, 'no pod among the peers declares such a port'));
      return grants;
    });
}

/** Every pod that may be a destination of the rule. `common` later drops the addresses that no peer covers. */
function destinations(policy: NetworkPolicy, rule: Rule, lookup: Lookup): Pod[] {
  const everyPod = { namespaces: EVERYTHING, pods: EVERYTHING };
  const selectors = rule.peers === 'any' ? [everyPod] : rule.peers.map(peer => (peer.kind === 'pods' ? peer : everyPod));
  const pods = selectors.flatMap(peer => [...lookup.index(policy.namespace, peer).pods]);
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

function isNamed(port: Port): port is NamedPortEntry {
  return typeof port.port === 'object' && 'name' in port.port;
}

function numbersOf(pod: Pod, { port, protocol }: NamedPortEntry): number[] {
  return pod.ports.filter(declared => declared.name === port.name && declared.protocol === protocol).map(declared => declared.port);
}

function portSet(ports: readonly Port[]): PortSet {
  const set: { [P in Protocol]?: Intervals<number> } = {};
  for (const protocol of ['TCP', 'UDP', 'SCTP'] as const) {
    const own = ports.filter(port => port.protocol === protocol);
    if (own.some(({ port }) => port === 'any')) set[protocol] = ANY_PORT;
    else if (own.length > 0) set[protocol] = union(own.map(({ port }) => port as readonly [number, number]));
  }
  return set;
}

function hasPorts(ports: PortSet): boolean {
  return Object.keys(ports).length > 0;
}

function unresolved(policy: NetworkPolicy, entry: NamedPortEntry, pod: Pod, why: string): Issue {
  const message = `named port "${entry.port.name}" (${entry.protocol}) allows no traffic here: ${why}`;
  return {
    severity: 'warning',
    code: 'unresolved-named-port',
    policy: keyOf(policy),
    pod: keyOf(pod),
    path: `${entry.path}.port`,
    message,
  };
}
