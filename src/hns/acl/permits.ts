/** Turns the grants of a direction into permits. A permit is one allow ACL, or several if its lists are long. */
import { compare, contains, type Intervals, isSubset, meets, union } from '../../core/interval.ts';
import { ANY_PORT, type Grant } from '../../core/pod-policy.ts';
import { areasOf, joined } from './area.ts';
import { addressItems, isNonEmpty, type NonEmpty, portItems } from './list.ts';
import { type MergedArea, merge } from './merge.ts';
import { ELSEWHERE, type Share, sharesOf } from './shares.ts';

/** Only `any` leaves a field of the ACL out. */
export interface Permit {
  readonly protocol: 'any' | 'TCP' | 'UDP';
  /** `any` if the protocol is `any`. */
  readonly ports: 'any' | NonEmpty<string>;
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

const kept = new WeakMap<readonly Grant[], Kept>();

/** Kept with the grants, which pods with the same policies share. @returns Undefined if the grants need more than `maxAcls` ACLs. */
export function permitsOf(grants: readonly Grant[], limits: PermitLimits): readonly Permit[] | undefined {
  const known = kept.get(grants);
  if (known?.maxAcls === limits.maxAcls && known.maxEntries === limits.maxEntries) return known.permits;
  const permits = computed(grants, limits);
  kept.set(grants, { ...limits, permits });
  return permits;
}

function computed(grants: readonly Grant[], limits: PermitLimits): readonly Permit[] | undefined {
  const shares = sharesOf(grants);
  const { everyPort } = shares;
  const any = everyPort.length > 0 ? [{ ports: ANY_PORT, peers: everyPort, allowed: everyPort }] : [];
  const permits = printed('any', any, shares.any);
  for (const protocol of ['TCP', 'UDP'] as const) {
    const some = ofProtocol(protocol, shares[protocol], everyPort, limits);
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
  limits: PermitLimits,
): Permit[] | undefined {
  const areas = areasOf(shares);
  const print = (list: readonly MergedArea[]): Permit[] | undefined => {
    if (list.length > limits.maxAcls) return undefined;
    const wider = list.map(area => (everyPort.length === 0 ? area : { ...area, allowed: union([...area.allowed, ...everyPort]) }));
    return printed(protocol, wider, shares);
  };
  const plain = joined(areas).map(area => ({ ...area, allowed: area.peers }));
  const merged = print(merge(areas) ?? plain);
  // Each joined area needs at least one ACL, so the joined permits are usually not needed for this comparison.
  if (merged && aclsOf(merged, limits) <= plain.length) return merged;
  const unmerged = print(plain);
  if (!merged || !unmerged) return merged ?? unmerged;
  return aclsOf(merged, limits) <= aclsOf(unmerged, limits) ? merged : unmerged;
}

function printed(protocol: Permit['protocol'], areas: readonly MergedArea[], shares: readonly Share[]): Permit[] {
  const named = areas.length * shares.length <= MAX_SOURCES;
  return areas.map(({ ports, peers, allowed }) => {
    const source = named ? sourceOf(shares, ports, peers) : undefined;
    return {
      protocol,
      ports: compare(ports, ANY_PORT) === 0 ? 'any' : some(portItems(ports)),
      addresses: contains(peers, ELSEWHERE) ? 'any' : some(addressItems(peers, allowed)),
      ...(source !== undefined && { source }),
    };
  });
}

function sourceOf(shares: readonly Share[], ports: Intervals<number>, peers: Intervals<number>): string | undefined {
  const part = shares.filter(share => meets(ports, share.ports) && meets(peers, share.peers));
  const whole = part.filter(share => isSubset(ports, share.ports) && isSubset(peers, share.peers));
  const policies = new Set((whole.length > 0 ? whole : part).flatMap(share => [...share.policies]));
  return policies.size === 1 ? policies.values().next().value : undefined;
}

function some(items: readonly string[]): NonEmpty<string> {
  if (!isNonEmpty(items)) throw new Error('a permit without peers or ports would mean any');
  return items;
}
