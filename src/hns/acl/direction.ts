/** The ACLs of one direction, which is isolated, closed or open (docs/decisions/0007 to docs/decisions/0009). */
import { addressSet } from '../../core/address.ts';
import type { Grant, PodPolicy } from '../../core/pod-policy.ts';
import type { AclPolicy } from '../document/acl-schema.ts';
import { networkType } from '../network-types.ts';
import { type AclContent, type AclDirection, acl, distinctAcls } from './acl.ts';
import { familiesOf } from './enforceable.ts';
import { addressItems, addressItems6, commaLists, isNonEmpty } from './list.ts';
import { type Permit, type PermitLimits, permitsOf } from './permits.ts';
import { type Numbers, USUAL } from './priority.ts';

export interface LowerOptions {
  /** `Type` of the endpoint's network, in any case. Some types also need a pair of Host rules (network-types.ts). */
  readonly networkType?: string;
  /** Our priorities by direction, beside foreign ACLs (src/hns/foreign/placement.ts). Default: the usual ones. */
  readonly numbers?: Readonly<Record<AclDirection, Numbers>>;
  /** Maximum number of the agent's ACLs on an endpoint. Default 1000. */
  readonly maxAcls?: number;
  /** Maximum entries in one list of an ACL. Default 4000, as Microsoft advised Calico. */
  readonly maxEntries?: number;
  /** True if an isolated pod may always reach its own node. The API leaves that open. Default false. */
  readonly allowEgressToNode?: boolean;
  /** True if the ACLs name IPv6 addresses too: Windows translates IPv6, and the endpoint has such an address. Default false. */
  readonly ipv6?: boolean;
}

/** The addresses that no policy can block. Canonical. */
export interface Place extends Pick<PodPolicy, 'nodeAddresses'> {
  readonly pod: Pick<PodPolicy['pod'], 'addresses'>;
}

export const MAX_ACLS = 1000;
const MAX_ENTRIES = 4000;
const EVERY_IPV6 = addressItems6(addressSet(['::/0']).v6);

function permitLimits({ maxAcls = MAX_ACLS, maxEntries = MAX_ENTRIES }: LowerOptions): PermitLimits {
  return { maxAcls, maxEntries };
}

/** @returns Undefined if the grants need more than `maxAcls`. */
export function isolatedDirection(
  direction: AclDirection,
  place: Place,
  grants: readonly Grant[],
  options: LowerOptions,
): AclPolicy[] | undefined {
  const permits = permitsOfPod(place.pod, grants, options);
  if (!permits) return undefined;
  const order = options.numbers?.[direction] ?? USUAL;
  return around(
    permits.flatMap(permit => allow(direction, order.granted, permit, options)),
    direction,
    place,
    order,
    options,
  );
}

/** Does the slow part of `isolatedDirection` in one step for each address family. */
export function* prepareGrants(pod: Place['pod'], grants: readonly Grant[], options: LowerOptions): Generator<void> {
  for (const family of familiesOf(pod, options.ipv6)) {
    permitsOf(grants, family, permitLimits(options));
    yield;
  }
}

/** @returns Undefined if the grants of one address family need more than `maxAcls`. */
function permitsOfPod(pod: Place['pod'], grants: readonly Grant[], options: LowerOptions): readonly Permit[] | undefined {
  const permits: Permit[] = [];
  for (const family of familiesOf(pod, options.ipv6)) {
    const ofFamily = permitsOf(grants, family, permitLimits(options));
    if (!ofFamily) return undefined;
    permits.push(...ofFamily);
  }
  return permits;
}

/** The ACLs of a direction without grants. */
export function closedDirection(direction: AclDirection, place: Place, options: LowerOptions): AclPolicy[] {
  return around([], direction, place, options.numbers?.[direction] ?? USUAL, options);
}

export function openDirection(direction: AclDirection, options: LowerOptions): AclPolicy[] {
  const { last: priority } = options.numbers?.[direction] ?? USUAL;
  const catchAll = priority === undefined ? [] : [acl({ direction, action: 'Allow', priority }, 'default')];
  return [...catchAll, ...hostRule(direction, options)];
}

function around(
  grants: readonly AclPolicy[],
  direction: AclDirection,
  { pod, nodeAddresses }: Place,
  { always, last }: Pick<Numbers, 'always' | 'last'>,
  options: LowerOptions,
): AclPolicy[] {
  if (last === undefined) throw new RangeError('an isolated direction needs a catch-all ACL');
  const node = direction === 'In' || options.allowEgressToNode ? nodeAddresses : [];
  return distinctAcls([
    ...allowAddresses(direction, always, node, 'node', options),
    ...allowAddresses(direction, always, pod.addresses, 'self', options),
    ...neighbourDiscovery(direction, always, options),
    ...grants,
    acl({ direction, action: 'Block', priority: last }, 'default'),
    ...hostRule(direction, options),
  ]);
}

function hostRule(direction: AclDirection, options: LowerOptions): AclPolicy[] {
  return networkType(options.networkType ?? '')?.needsHostPair ? [acl({ direction, action: 'Allow' }, 'host')] : [];
}

function allowAddresses(
  direction: AclDirection,
  priority: number,
  texts: readonly string[],
  label: string,
  { ipv6, maxEntries = MAX_ENTRIES }: LowerOptions,
): AclPolicy[] {
  const { v4, v6 } = addressSet(texts);
  return [addressItems(v4), ipv6 ? addressItems6(v6) : []].flatMap(items => {
    // Without addresses there must be no ACL: it would match every peer.
    if (!isNonEmpty(items)) return [];
    return commaLists(items, maxEntries).map(addresses => acl({ direction, action: 'Allow', priority, addresses }, label));
  });
}

/** IPv6 needs it for every packet. It is part of ICMPv6, and an ACL cannot name a type of ICMPv6 (docs/reference/hns-api.md §5). */
function neighbourDiscovery(direction: AclDirection, priority: number, { ipv6 }: LowerOptions): AclPolicy[] {
  if (!ipv6) return [];
  return [acl({ direction, action: 'Allow', priority, addresses: EVERY_IPV6.join(), protocol: 'ICMPv6' }, 'neighbours')];
}

function allow(direction: AclDirection, priority: number, permit: Permit, options: LowerOptions): AclPolicy[] {
  const { protocol, source } = permit;
  const { maxEntries } = permitLimits(options);
  const addressLists = permit.addresses === 'any' ? [undefined] : commaLists(permit.addresses, maxEntries);
  const portLists = permit.ports === 'any' ? [undefined] : commaLists(permit.ports, maxEntries);
  return addressLists.flatMap(addresses =>
    portLists.map(ports => {
      const content: AclContent = {
        direction,
        action: 'Allow',
        priority,
        ...(addresses !== undefined && { addresses }),
        ...(protocol !== 'any' && { protocol }),
        ...(ports !== undefined && { ports }),
      };
      return acl(content, source ?? '');
    }),
  );
}
