/** The ACLs of one direction, which is isolated, closed or open (docs/decisions/0007 to docs/decisions/0009). */
import { addressSet } from '../../core/address.ts';
import type { Grant, PodPolicy } from '../../core/pod-policy.ts';
import type { AclPolicy } from '../document/acl-schema.ts';
import { networkType } from '../network-types.ts';
import { type AclContent, type AclDirection, acl, distinctAcls } from './acl.ts';
import { addressItems, commaLists, isNonEmpty } from './list.ts';
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
}

/** The addresses that no policy can block. Canonical. */
export interface Place extends Pick<PodPolicy, 'nodeAddresses'> {
  readonly pod: Pick<PodPolicy['pod'], 'addresses'>;
}

export const MAX_ACLS = 1000;
const MAX_ENTRIES = 4000;

export function permitLimits({ maxAcls = MAX_ACLS, maxEntries = MAX_ENTRIES }: LowerOptions): PermitLimits {
  return { maxAcls, maxEntries };
}

/** @returns Undefined if the grants need more than `maxAcls`. */
export function isolatedDirection(
  direction: AclDirection,
  place: Place,
  grants: readonly Grant[],
  options: LowerOptions,
): AclPolicy[] | undefined {
  const limits = permitLimits(options);
  const permits = permitsOf(grants, limits);
  if (!permits) return undefined;
  const order = options.numbers?.[direction] ?? USUAL;
  return around(
    permits.flatMap(permit => allow(direction, order.granted, permit, limits.maxEntries)),
    direction,
    place,
    order,
    options,
  );
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
  const size = options.maxEntries ?? MAX_ENTRIES;
  return distinctAcls([
    ...allowAddresses(direction, always, node, 'node', size),
    ...allowAddresses(direction, always, pod.addresses, 'self', size),
    ...grants,
    acl({ direction, action: 'Block', priority: last }, 'default'),
    ...hostRule(direction, options),
  ]);
}

function hostRule(direction: AclDirection, options: LowerOptions): AclPolicy[] {
  return networkType(options.networkType ?? '')?.needsHostPair ? [acl({ direction, action: 'Allow' }, 'host')] : [];
}

function allowAddresses(direction: AclDirection, priority: number, texts: readonly string[], label: string, size: number): AclPolicy[] {
  const { v4 } = addressSet(texts);
  const items = addressItems(v4, v4);
  // Without addresses there must be no ACL: it would match every peer.
  if (!isNonEmpty(items)) return [];
  return commaLists(items, size).map(addresses => acl({ direction, action: 'Allow', priority, addresses }, label));
}

function allow(direction: AclDirection, priority: number, permit: Permit, size: number): AclPolicy[] {
  const { protocol, source } = permit;
  const addressLists = permit.addresses === 'any' ? [undefined] : commaLists(permit.addresses, size);
  const portLists = permit.ports === 'any' ? [undefined] : commaLists(permit.ports, size);
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
