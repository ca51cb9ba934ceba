/**
 * What a pod may do → the ACLs of its endpoint. The rules are those of docs/decisions/0007 to docs/decisions/0009; each rests on a report from the field
 * (docs/reference/calico-windows.md §8). IPv4 only: whatever has no place in the encoding meets the last word, which closes.
 */
import { addressSet } from '../../core/address.ts';
import type { Issue, Result } from '../../core/issue.ts';
import { keyOf, type Pod } from '../../core/model.ts';
import type { DirectionPolicy, PodPolicy } from '../../core/pod-policy.ts';
import type { AclPolicy } from '../document/acl-schema.ts';
import { networkType } from '../network-types.ts';
import { type AclContent, type AclDirection, acl } from './acl.ts';
import { addressItems, commaLists, isNonEmpty } from './list.ts';
import { merge, type Permit } from './merge.ts';
import { assertOrdered, type Numbers, priorities } from './priority.ts';

export interface LowerOptions {
  /** `Type` of the endpoint's network, in any case. Some need a pair of Host rules too (network-types.ts). */
  readonly networkType?: string;
  /** Priorities that ACLs of others hold on the endpoint. */
  readonly taken?: { readonly In: ReadonlySet<number>; readonly Out: ReadonlySet<number> };
  /** Our priorities by direction, where foreign ACLs decide them. Default: the usual ones around `taken`. */
  readonly numbers?: Readonly<Record<AclDirection, Numbers>>;
  /** ACLs of ours an endpoint may have; 1000. */
  readonly maxAcls?: number;
  /** Entries of one list of an ACL; 4000, as Microsoft advised Calico. */
  readonly maxEntries?: number;
  /** Whether an isolated pod may always reach its own node, which the API leaves open; false. */
  readonly allowEgressToNode?: boolean;
}

/**
 * Nothing for a pod that no policy isolates. More ACLs than `maxAcls`: only what no policy can shut out, never a part of the grants.
 * @throws RangeError where ACLs of others hold so many priorities that ours cannot be put in order.
 */
export function lower(policy: PodPolicy, options: LowerOptions = {}): Result<readonly AclPolicy[]> {
  if (policy.ingress === 'open' && policy.egress === 'open') return { value: [], issues: [] };
  const maxAcls = options.maxAcls ?? 1000;
  const issues = ipv6Issues(policy.pod);
  let acls = build(policy, options, merge);
  if (acls.length > maxAcls) {
    issues.push(tooMany(policy, acls.length, maxAcls));
    acls = build(policy, options, () => []);
  }
  assertOrdered(acls);
  return { value: acls, issues };
}

/** In both directions what a direction gets that is open beside one that is not: for an endpoint that cannot be left without any ACL. */
export function allowAll(options: LowerOptions): readonly AclPolicy[] {
  return (['In', 'Out'] as const).flatMap(direction => ofDirection(direction, 'open', { node: [], self: [] }, options, merge));
}

function build(policy: PodPolicy, options: LowerOptions, permitsOf: typeof merge): AclPolicy[] {
  const self = policy.pod.addresses;
  const node = policy.nodeAddresses;
  return [
    ...ofDirection('In', policy.ingress, { node, self }, options, permitsOf),
    ...ofDirection('Out', policy.egress, { node: options.allowEgressToNode ? node : [], self }, options, permitsOf),
  ];
}

/** @param always Addresses that no policy can shut out, by the word that names them in the Id. */
function ofDirection(
  direction: AclDirection,
  policy: DirectionPolicy,
  always: Readonly<Record<'node' | 'self', readonly string[]>>,
  options: LowerOptions,
  permitsOf: typeof merge,
): AclPolicy[] {
  const priority = options.numbers?.[direction] ?? priorities(options.taken?.[direction] ?? new Set());
  const host = networkType(options.networkType ?? '')?.needsHostPair ? [acl({ direction, action: 'Allow' }, 'host')] : [];
  const { last } = priority;
  if (policy === 'open') return last === undefined ? host : [acl({ direction, action: 'Allow', priority: last }, 'default'), ...host];
  if (last === undefined) throw new RangeError('an isolated direction needs a catch-all ACL');
  const maxEntries = options.maxEntries ?? 4000;
  return [
    ...allowAddresses(direction, priority, always.node, 'node', maxEntries),
    ...allowAddresses(direction, priority, always.self, 'self', maxEntries),
    ...permitsOf(policy.grants).flatMap(permit => allow(direction, priority, permit, maxEntries)),
    acl({ direction, action: 'Block', priority: last }, 'default'),
    ...host,
  ];
}

function allowAddresses(direction: AclDirection, { always }: Numbers, texts: readonly string[], label: string, size: number): AclPolicy[] {
  const { v4 } = addressSet(texts);
  const items = addressItems(v4, v4);
  // None at all: no ACL, since one without addresses would let everyone in.
  if (!isNonEmpty(items)) return [];
  return commaLists(items, size).map(addresses => acl({ direction, action: 'Allow', priority: always, addresses }, label));
}

function allow(direction: AclDirection, { granted }: Numbers, permit: Permit, size: number): AclPolicy[] {
  const { protocol, source } = permit;
  const addressLists = permit.addresses === 'any' ? [undefined] : commaLists(permit.addresses, size);
  const portLists = permit.ports === 'any' ? [undefined] : commaLists(permit.ports, size);
  return addressLists.flatMap(addresses =>
    portLists.map(ports => {
      const content: AclContent = {
        direction,
        action: 'Allow',
        priority: granted,
        ...(addresses !== undefined && { addresses }),
        ...(protocol !== 'any' && { protocol }),
        ...(ports !== undefined && { ports }),
      };
      return acl(content, source ?? '');
    }),
  );
}

function ipv6Issues(pod: Pod): Issue[] {
  if (addressSet(pod.addresses).v6.length === 0) return [];
  const message =
    'the pod has an IPv6 address, and on Windows rules are enforced for IPv4 only: where the pod is isolated, its IPv6 traffic is closed except where a rule allows anyone';
  return [{ severity: 'warning', code: 'unsupported-ipv6', pod: keyOf(pod), path: 'status.podIPs', message }];
}

function tooMany({ pod, ingress, egress }: PodPolicy, count: number, max: number): Issue {
  const policies = [...new Set([ingress, egress].flatMap(direction => (direction === 'open' ? [] : direction.policies)))].sort();
  const message = `the rules of ${policies.join(', ')} come to ${count} ACLs on this pod's endpoint, more than the ${max} it may have: nothing that they allow is in force, the pod is closed in every direction that they isolate`;
  return { severity: 'error', code: 'too-many-acls', pod: keyOf(pod), path: 'status.podIPs', message };
}
