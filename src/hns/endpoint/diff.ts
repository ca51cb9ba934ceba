/** Actual against desired: one complete list for one Update, or nothing at all. */

import { LAST_WORD } from '../acl/priority.ts';
import { aclFields } from '../document/acl-fields.ts';
import type { AclPolicy } from '../document/acl-schema.ts';
import { isOurs } from '../document/owner.ts';
import type { EndpointPolicy } from '../document/schema.ts';
import { meaningOf, spellingOf } from './acl-meaning.ts';
import { type Engine, leftovers } from './leftovers.ts';

export { isOurs } from '../document/owner.ts';

/** Whose the policies of an endpoint are; each in the order in which HNS has them. */
export interface Shares {
  readonly ours: readonly EndpointPolicy[];
  /** Of engines that are gone, by engine; ours take their place. */
  readonly leftovers: ReadonlyMap<Engine, readonly EndpointPolicy[]>;
  /** Of the CNI, kube-proxy, administrators and whoever else: kept. */
  readonly others: readonly EndpointPolicy[];
}

/** @param takeover The engines whose leftovers count as such. */
export function shares(policies: readonly EndpointPolicy[], takeover: readonly Engine[]): Shares {
  const left = leftovers(policies, takeover);
  const gone = new Set([...left.values()].flat());
  return { ours: policies.filter(isOurs), leftovers: left, others: policies.filter(policy => !isOurs(policy) && !gone.has(policy)) };
}

/**
 * The policies the endpoint must have: those of others verbatim and in their order, then ours. Undefined: the endpoint is in sync, and an
 * Update would only reset connections. It is in sync if each ACL of ours that HNS has means the same as one desired ACL, and the other way
 * round. Their order and their Ids do not count. An empty list is a list: it clears the endpoint.
 */
export function diff(
  actual: readonly EndpointPolicy[],
  desired: readonly AclPolicy[],
  takeover: readonly Engine[] = [],
): EndpointPolicy[] | undefined {
  const { ours, leftovers: left, others } = shares(actual, takeover);
  return left.size === 0 && sameAcls(ours, desired) ? undefined : [...others, ...desired];
}

function sameAcls(actual: readonly EndpointPolicy[], desired: readonly EndpointPolicy[]): boolean {
  if (actual.length !== desired.length) return false;
  // HNS mostly returns the spelling that it received, and to compare that is much cheaper.
  const differing = unpaired(actual, desired, spellingOf);
  return unpaired(differing.actual, differing.desired, meaningOf).actual.length === 0;
}

/** What is left of two lists without the pairs that have a key in common. Undefined is the key of no other. */
function unpaired(
  actual: readonly EndpointPolicy[],
  desired: readonly EndpointPolicy[],
  keyOf: (policy: EndpointPolicy) => string | undefined,
): Record<'actual' | 'desired', readonly EndpointPolicy[]> {
  const waiting = Map.groupBy(desired, keyOf);
  const left = actual.filter(policy => {
    const key = keyOf(policy);
    return key === undefined || waiting.get(key)?.pop() === undefined;
  });
  return { actual: left, desired: [...waiting.values()].flat() };
}

export interface TakenPriorities {
  readonly In: ReadonlySet<number>;
  readonly Out: ReadonlySet<number>;
}

/** The priorities that ACLs of others hold; one whose direction cannot be told holds its number in both. Leftovers go when ours come. */
export function foreignPriorities(
  endpoint: { readonly Policies?: readonly EndpointPolicy[] },
  takeover: readonly Engine[] = [],
): TakenPriorities {
  const taken = { In: new Set<number>(), Out: new Set<number>() };
  for (const policy of shares(endpoint.Policies ?? [], takeover).others) {
    if (policy.Type !== 'ACL') continue;
    const { Direction, Priority } = aclFields(policy);
    const number = Number(Priority);
    if (!Number.isInteger(number) || number === 0) continue;
    if (Direction !== 'Out') taken.In.add(number);
    if (Direction !== 'In') taken.Out.add(number);
  }
  return taken;
}

/**
 * Whether others have ACLs here and all of them block, before anything of ours. Alone they would close all the rest on Server 2025, which
 * nobody asked for (docs/reference/calico-windows.md §5.1 row 8).
 */
export function onlyBlock(others: readonly EndpointPolicy[]): boolean {
  const acls = others.filter(({ Type }) => Type === 'ACL');
  return acls.length > 0 && acls.every(isSmallBlock);
}

function isSmallBlock(policy: EndpointPolicy): boolean {
  const { Action, Priority } = aclFields(policy);
  return Action === 'Block' && Priority !== '' && Number(Priority) < LAST_WORD;
}
