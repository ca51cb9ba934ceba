/** Turns the grants of a direction into permits. A permit is one allow ACL, or several if its lists are long. */
import { compare, contains, type Intervals, isSubset, meets, union } from '../../core/interval.ts';
import { ANY_PORT, type Grant } from '../../core/pod-policy.ts';
import { areasOf, joined } from './area.ts';
import { isNonEmpty, type NonEmpty, portItems } from './list.ts';
import { type MergedArea, merge } from './merge.ts';
import { ELSEWHERE, type Family, type PeerNumbers, peerNumbers } from './peer-numbers.ts';
import { type Share, sharesOf } from './shares.ts';

/** Only `any` leaves a field of the ACL out. */
export interface Permit {
  readonly protocol: 'any' | 'TCP' | 'UDP';
  /** `any` if the protocol is `any`. */
  readonly ports: 'any' | NonEmpty<string>;
  /** `any`: of both families. */
  readonly addresses: 'any' | NonEmpty<string>;
  /** Key of the only policy that grants all of this permit. Absent if there is no such policy, more than one, or too many to search. */
  readonly source?: string;
}

export interface PermitLimits {
  readonly maxAcls: number;
  /** Maximum entries in one list of an ACL. */
  readonly maxEntries: number;
}

/** Maximum pairs of permits and shares that are compared to find `source`, which is only for people. */
const MAX_SOURCES = 500_000;

interface Kept extends PermitLimits {
  readonly permits: readonly Permit[] | undefined;
}

const kept = { 4: new WeakMap<readonly Grant[], Kept>(), 6: new WeakMap<readonly Grant[], Kept>() } as const;

/**
 * The permits of one address family, and those for any peer. Kept with the grants, which pods with the same policies share.
 * @returns Undefined if the grants need more than `maxAcls` ACLs.
 */
export function permitsOf(grants: readonly Grant[], family: Family, limits: PermitLimits): readonly Permit[] | undefined {
  const known = kept[family].get(grants);
  if (known?.maxAcls === limits.maxAcls && known.maxEntries === limits.maxEntries) return known.permits;
  const permits = computed(grants, family, limits);
  kept[family].set(grants, { ...limits, permits });
  return permits;
}

function computed(grants: readonly Grant[], family: Family, limits: PermitLimits): readonly Permit[] | undefined {
  const numbers = peerNumbers(family, grants);
  const shares = sharesOf(grants, numbers);
  const { everyPort } = shares;
  const any = everyPort.length > 0 ? [{ ports: ANY_PORT, peers: everyPort, allowed: everyPort }] : [];
  const permits = printed('any', any, shares.any, numbers);
  for (const protocol of ['TCP', 'UDP'] as const) {
    const some = ofProtocol(protocol, shares[protocol], everyPort, numbers, limits);
    if (!some) return undefined;
    permits.push(...some);
  }
  return aclsOf(permits, limits) > limits.maxAcls ? undefined : permits;
}

export function aclsOf(permits: readonly Permit[], { maxEntries }: PermitLimits): number {
  const lists = (items: Permit['ports']) => (items === 'any' ? 1 : Math.ceil(items.length / maxEntries));
  return permits.reduce((sum, { ports, addresses }) => sum + lists(ports) * lists(addresses), 0);
}

/**
 * Returns the merged permits, or the joined ones if those need fewer ACLs.
 * @param everyPort Peers that already have every port of every protocol.
 */
function ofProtocol(
  protocol: 'TCP' | 'UDP',
  shares: readonly Share[],
  everyPort: Intervals<number>,
  numbers: PeerNumbers,
  limits: PermitLimits,
): Permit[] | undefined {
  const areas = areasOf(shares);
  const print = (list: readonly MergedArea[]): Permit[] | undefined => {
    if (list.length > limits.maxAcls) return undefined;
    const wider = list.map(area => (everyPort.length === 0 ? area : { ...area, allowed: union([...area.allowed, ...everyPort]) }));
    return printed(protocol, wider, shares, numbers);
  };
  const plain = joined(areas).map(area => ({ ...area, allowed: area.peers }));
  const merged = print(merge(areas) ?? plain);
  // Each joined area needs at least one ACL, so the joined permits are usually not needed for this comparison.
  if (merged && aclsOf(merged, limits) <= plain.length) return merged;
  const unmerged = print(plain);
  if (!merged || !unmerged) return merged ?? unmerged;
  return aclsOf(merged, limits) <= aclsOf(unmerged, limits) ? merged : unmerged;
}

function printed(protocol: Permit['protocol'], areas: readonly MergedArea[], shares: readonly Share[], numbers: PeerNumbers): Permit[] {
  const named = areas.length * shares.length <= MAX_SOURCES;
  return areas.flatMap(({ ports, peers, allowed }): Permit[] => {
    const source = named ? sourceOf(shares, ports, peers) : undefined;
    const addresses = contains(peers, ELSEWHERE) ? 'any' : numbers.items(peers, allowed);
    // No address of the peers can be written. Without a list, the ACL would match any peer.
    if (addresses !== 'any' && !isNonEmpty(addresses)) return [];
    return [
      {
        protocol,
        ports: compare(ports, ANY_PORT) === 0 ? 'any' : some(portItems(ports)),
        addresses,
        ...(source !== undefined && { source }),
      },
    ];
  });
}

function sourceOf(shares: readonly Share[], ports: Intervals<number>, peers: Intervals<number>): string | undefined {
  const part = shares.filter(share => meets(ports, share.ports) && meets(peers, share.peers));
  const whole = part.filter(share => isSubset(ports, share.ports) && isSubset(peers, share.peers));
  const policies = new Set((whole.length > 0 ? whole : part).flatMap(share => [...share.policies]));
  return policies.size === 1 ? policies.values().next().value : undefined;
}

function some(items: readonly string[]): NonEmpty<string> {
  if (!isNonEmpty(items)) throw new Error('a permit without ports would mean any');
  return items;
}
