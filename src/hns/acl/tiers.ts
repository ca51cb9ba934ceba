/**
 * Lowers tiers: the normal form of a direction at fixed priorities. Traffic that one of them allows and traffic that one of them blocks never have
 * a peer and a port in common at one number, so no tie decides. A direction that blocks no more than the catch-all ACL does has grants only.
 */
import { type AddressSet, blocks4 } from '../../core/address.ts';
import { compare, type Intervals, intersect, subtract, union } from '../../core/interval.ts';
import { type NormalForm, normalForm } from '../../core/normal-form.ts';
import { ANY_PORT, type Grant, type Tiered } from '../../core/pod-policy.ts';
import type { AclPolicy } from '../document/acl-schema.ts';
import { type AclContent, type AclDirection, acl } from './acl.ts';
import { around, isolatedDirection, type LowerOptions, openDirection, type Place, permitLimits } from './direction.ts';
import { addressItems, commaLists, isNonEmpty, portItems } from './list.ts';
import { ELSEWHERE } from './peer-numbers.ts';
import { USUAL, USUAL_TIERS } from './priority.ts';

const EVERYONE: Intervals<number> = [[0, ELSEWHERE]];
/** HNS refuses port 0. */
const PORTS: Intervals<number> = [[1, 65535]];
const EVERY_IPV4: Intervals<number> = [[0, ELSEWHERE - 1]];

/** @returns Undefined if the tiers need more than `maxAcls`, or exceed the bounds of the normal form. */
export function tieredDirection(direction: AclDirection, place: Place, tiers: Tiered, options: LowerOptions): AclPolicy[] | undefined {
  const form = normalForm(tiers, place.pod.addresses);
  if (!form) return undefined;
  const plan = planOf(form);
  // The tiers decide about the access of the pod to itself.
  const node = { nodeAddresses: place.nodeAddresses, pod: { addresses: [] } };
  if (!plan.blocks) {
    const [only] = plan.grants;
    const isOpen = plan.grants.length === 1 && only?.peers === 'any' && only.ports === 'any';
    return isOpen ? openDirection(direction, options) : isolatedDirection(direction, node, plan.grants, options);
  }
  const order = options.numbers?.[direction] ?? USUAL;
  const { portAllow, portBlock, block } = order.tiers ?? USUAL_TIERS;
  const { maxAcls, maxEntries } = permitLimits(options);
  const acls: AclPolicy[] = [];
  const add = (content: Pick<AclContent, 'action' | 'priority' | 'protocol'>, peers: Intervals<number>, ports?: Intervals<number>) => {
    if (acls.length <= maxAcls) acls.push(...listed({ direction, ...content }, peers, ports, maxEntries));
  };
  for (const { protocol, ports, allowed, blocked } of plan.ports) {
    add({ action: 'Allow', priority: portAllow, protocol }, allowed, ports);
    add({ action: 'Block', priority: portBlock, protocol }, blocked, ports);
  }
  add({ action: 'Block', priority: block }, plan.blocked);
  add({ action: 'Allow', priority: order.granted }, plan.everyProtocol);
  return acls.length > maxAcls ? undefined : around(acls, direction, node, order, options);
}

/** The direction has ACLs between the Allow ACLs of its node and its grants. */
export function blocksPeers(tiers: Tiered, own: readonly string[]): boolean {
  const form = normalForm(tiers, own);
  return form !== undefined && planOf(form).blocks;
}

interface Plan {
  /** False: `grants` are enough. */
  readonly blocks: boolean;
  readonly grants: readonly Grant[];
  readonly ports: readonly PortPlan[];
  /** Of protocols without ports, and of the ports without an entry. */
  readonly blocked: Intervals<number>;
  readonly everyProtocol: Intervals<number>;
}

interface PortPlan {
  readonly protocol: 'TCP' | 'UDP';
  readonly ports: Intervals<number>;
  /** At least the peers that `everyProtocol` does not allow. */
  readonly allowed: Intervals<number>;
  readonly blocked: Intervals<number>;
}

const plans = new WeakMap<NormalForm, Plan>();

function planOf(form: NormalForm): Plan {
  const kept = plans.get(form);
  if (kept) return kept;
  const everyone = ipv4Of(form.everyProtocol);
  const ports = form.byPort.flatMap(({ protocol, ports, peers }): PortPlan[] => {
    const numbers = intersect(ports, PORTS);
    if (protocol === 'SCTP' || numbers.length === 0) return [];
    const own = expressible(ipv4Of(peers), everyone);
    const [allowed, blocked] = [subtract(own, everyone), subtract(everyone, own)];
    // Only an ACL for everyone matches IPv6. If it blocks, the allowed peers are listed in front of it.
    const entry = { protocol, ports: compare(numbers, PORTS) === 0 ? ANY_PORT : numbers };
    if (hasIpv6(blocked)) return [{ ...entry, allowed: own, blocked: EVERYONE }];
    return [{ ...entry, allowed: hasIpv6(allowed) ? EVERYONE : allowed, blocked }];
  });
  const isAllBut = compare(everyone, EVERYONE) !== 0 && (hasIpv6(everyone) || sizeOf(subtract(EVERY_IPV4, everyone)) < sizeOf(everyone));
  const plan: Plan = {
    blocks: isAllBut || ports.some(({ blocked }) => blocked.length > 0),
    grants: [
      ...(everyone.length > 0 ? [grantOf(everyone, 'any')] : []),
      ...ports.filter(({ allowed }) => allowed.length > 0).map(({ protocol, ports, allowed }) => grantOf(allowed, { [protocol]: ports })),
    ],
    ports,
    blocked: isAllBut ? subtract(EVERY_IPV4, everyone) : [],
    everyProtocol: isAllBut ? (hasIpv6(everyone) ? EVERYONE : EVERY_IPV4) : everyone,
  };
  plans.set(form, plan);
  return plan;
}

function grantOf(peers: Intervals<number>, ports: Grant['ports']): Grant {
  return { policy: '', path: '', peers: hasIpv6(peers) ? 'any' : { v4: peers, v6: [] }, ports };
}

/** IPv6 as a whole counts as one more peer, which is allowed only if every IPv6 address is (docs/decisions/0009). */
function ipv4Of({ v4, v6 }: AddressSet): Intervals<number> {
  const isEvery = v6.length === 1 && v6[0]![0] === 0n && v6[0]![1] === 2n ** 128n - 1n;
  return isEvery ? union([...v4, [ELSEWHERE, ELSEWHERE]]) : v4;
}

/** Only an ACL for everyone can allow IPv6 that `everyone` does not allow. */
function expressible(peers: Intervals<number>, everyProtocol: Intervals<number>): Intervals<number> {
  const isBeyond = hasIpv6(peers) && !hasIpv6(everyProtocol) && compare(peers, EVERYONE) !== 0;
  return isBeyond ? subtract(peers, [[ELSEWHERE, ELSEWHERE]]) : peers;
}

function hasIpv6(peers: Intervals<number>): boolean {
  return peers.at(-1)?.[1] === ELSEWHERE;
}

/** Number of CIDRs. */
function sizeOf(peers: Intervals<number>): number {
  return blocks4(peers).length;
}

function listed(
  content: Omit<AclContent, 'addresses' | 'ports'>,
  peers: Intervals<number>,
  ports: Intervals<number> | undefined,
  size: number,
): AclPolicy[] {
  if (peers.length === 0) return [];
  const portList = ports === undefined || compare(ports, ANY_PORT) === 0 ? undefined : portItems(ports);
  const everyone = compare(peers, EVERYONE) === 0;
  const items = everyone ? [] : addressItems(peers, peers);
  if (!everyone && !isNonEmpty(items)) throw new Error('an ACL without peers would mean any');
  const addressLists = isNonEmpty(items) ? commaLists(items, size) : [undefined];
  const portLists = portList && isNonEmpty(portList) ? commaLists(portList, size) : [undefined];
  return addressLists.flatMap(addresses =>
    portLists.map(numbers =>
      acl({ ...content, ...(addresses !== undefined && { addresses }), ...(numbers !== undefined && { ports: numbers }) }, ''),
    ),
  );
}
