/** Compares actual and desired policies. Returns the complete list for one Update if they differ. */

import { CATCH_ALL } from '../acl/priority.ts';
import { aclFields } from '../document/acl-fields.ts';
import type { AclPolicy } from '../document/acl-schema.ts';
import { isOurs } from '../document/owner.ts';
import type { EndpointPolicy } from '../document/schema.ts';
import { meaningOf, spellingOf } from './acl-meaning.ts';
import { type Engine, leftovers } from './leftovers.ts';

export { isOurs } from '../document/owner.ts';

/** The policies of an endpoint by owner, each group in HNS's order. */
export interface PolicyOwnership {
  readonly ours: readonly EndpointPolicy[];
  /** Left by engines that are gone, by engine. The agent's ACLs replace them. */
  readonly leftovers: ReadonlyMap<Engine, readonly EndpointPolicy[]>;
  /** Policies of the CNI plugin, kube-proxy, administrators and all other owners. They are kept. */
  readonly foreign: readonly EndpointPolicy[];
}

/** @param takeover The engines whose leftovers are recognised. */
export function ownershipOf(policies: readonly EndpointPolicy[], takeover: readonly Engine[]): PolicyOwnership {
  const left = leftovers(policies, takeover);
  const gone = new Set([...left.values()].flat());
  return { ours: policies.filter(isOurs), leftovers: left, foreign: policies.filter(policy => !isOurs(policy) && !gone.has(policy)) };
}

/**
 * The policies that the endpoint must have: the foreign ones unchanged and in order, then the desired ACLs. Undefined if the endpoint is in
 * sync, because an Update would only reset connections. It is in sync if the agent's actual ACLs and the desired ACLs have the same meaning,
 * one by one. Order and Ids do not count. An empty list clears the endpoint.
 */
export function diff(
  actual: readonly EndpointPolicy[],
  desired: readonly AclPolicy[],
  takeover: readonly Engine[] = [],
): EndpointPolicy[] | undefined {
  const { ours, leftovers: left, foreign } = ownershipOf(actual, takeover);
  return left.size === 0 && sameAcls(ours, desired) ? undefined : [...foreign, ...desired];
}

function sameAcls(actual: readonly EndpointPolicy[], desired: readonly EndpointPolicy[]): boolean {
  if (actual.length !== desired.length) return false;
  // HNS usually returns the spelling that it received, and comparing spellings is much cheaper.
  const differing = unpaired(actual, desired, spellingOf);
  return unpaired(differing.actual, differing.desired, meaningOf).actual.length === 0;
}

/** Both lists without the pairs that have an equal key. Undefined equals no other key. */
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

/**
 * True if there are foreign ACLs and all of them block ahead of the catch-all ACL. Alone, they would make Server 2025 deny all other traffic,
 * although no policy demands it (docs/reference/calico-windows.md §5.1 row 8).
 */
export function onlyBlock(foreign: readonly EndpointPolicy[]): boolean {
  const acls = foreign.filter(({ Type }) => Type === 'ACL');
  return acls.length > 0 && acls.every(isSmallBlock);
}

function isSmallBlock(policy: EndpointPolicy): boolean {
  const { Action, Priority } = aclFields(policy);
  return Action === 'Block' && Priority !== '' && Number(Priority) < CATCH_ALL;
}
