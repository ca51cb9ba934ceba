/**
 * The grants of a direction → the few permits that say the same, whatever rules and policies they were spread over.
 *
 * Ports with the same set of peers share a permit. A set that holds a smaller one leaves that part to it: the smaller set's permit names the
 * ports of both. So the result follows from what is granted alone, and there are never more permits than different sets of peers.
 */
import { compare, contains, type Intervals, isSubset, meets, subtract, union } from '../../core/interval.ts';
import { ANY_PORT, type Grant } from '../../core/pod-policy.ts';
import { ipv4Peers } from './ipv4-only.ts';
import { addressItems, isNonEmpty, type NonEmpty, portItems } from './list.ts';
import { rowsOf, type Share } from './rows.ts';

/** What one allow ACL can say, but for the length of its lists. `any` is the only way to leave a field open. */
export interface Permit {
  readonly protocol: 'any' | 'TCP' | 'UDP';
  /** `any` where the protocol is. */
  readonly ports: 'any' | NonEmpty<string>;
  readonly addresses: 'any' | NonEmpty<string>;
  /** Key of the policy that alone grants all of it; absent where there is none or more than one such. */
  readonly source?: string;
}

/** Beyond IPv4: whoever an ACL reaches only by naming no address. */
const ELSEWHERE = 2 ** 32;
const EVERYONE: Intervals<number> = [[0, ELSEWHERE]];

/** IPv6 peers and SCTP have no place in the encoding and are left out; that can only close. */
export function merge(grants: readonly Grant[]): Permit[] {
  const wide = grants
    .filter(({ ports }) => ports === 'any')
    .map((grant): Share => ({ policy: grant.policy, ports: ANY_PORT, peers: peersOf(grant) }));
  const everyPort = union(wide.flatMap(({ peers }) => peers));
  const permits = everyPort.length > 0 ? [permit('any', ANY_PORT, everyPort, everyPort, wide)] : [];
  return [...permits, ...(['TCP', 'UDP'] as const).flatMap(protocol => ofProtocol(protocol, grants, everyPort))];
}

/** @param everyPort Peers that have every port of every protocol anyway. */
function ofProtocol(protocol: 'TCP' | 'UDP', grants: readonly Grant[], everyPort: Intervals<number>): Permit[] {
  const shares = grants.flatMap((grant): Share[] => {
    const ports = grant.ports === 'any' ? undefined : grant.ports[protocol];
    const peers = ports ? subtract(peersOf(grant), everyPort) : [];
    return ports && peers.length > 0 ? [{ policy: grant.policy, ports, peers }] : [];
  });
  return rowsOf(shares)
    .map(({ ports, peers, smaller, larger }) => ({
      ports: union([...ports, ...larger.flatMap(row => row.ports)]),
      peers,
      needed: smaller.length === 0 ? peers : subtract(peers, union(smaller.flatMap(row => row.peers))),
    }))
    .filter(({ needed }) => needed.length > 0)
    .sort((a, b) => compare(a.ports, b.ports) || compare(a.needed, b.needed))
    .map(({ ports, peers, needed }) => {
      const allowed = everyPort.length === 0 ? peers : union([...peers, ...everyPort]);
      return permit(protocol, ports, needed, allowed, shares);
    });
}

/**
 * @param needed The peers that no other permit grants these ports.
 * @param allowed May be listed besides where that makes the list shorter: they are granted the ports anyway.
 */
function permit(
  protocol: Permit['protocol'],
  ports: Intervals<number>,
  needed: Intervals<number>,
  allowed: Intervals<number>,
  shares: readonly Share[],
): Permit {
  const source = sourceOf(shares, ports, needed);
  return {
    protocol,
    ports: compare(ports, ANY_PORT) === 0 ? 'any' : some(portItems(ports)),
    addresses: contains(needed, ELSEWHERE) ? 'any' : some(addressItems(needed, allowed)),
    ...(source !== undefined && { source }),
  };
}

function sourceOf(shares: readonly Share[], ports: Intervals<number>, peers: Intervals<number>): string | undefined {
  const part = shares.filter(share => meets(ports, share.ports) && meets(peers, share.peers));
  const whole = part.filter(share => isSubset(ports, share.ports) && isSubset(peers, share.peers));
  const policies = new Set((whole.length > 0 ? whole : part).map(({ policy }) => policy));
  return policies.size === 1 ? policies.values().next().value : undefined;
}

function peersOf(grant: Grant): Intervals<number> {
  const peers = ipv4Peers(grant);
  return peers === 'any' ? EVERYONE : peers;
}

function some(items: readonly string[]): NonEmpty<string> {
  if (!isNonEmpty(items)) throw new Error('a permit without peers or ports would mean any');
  return items;
}
