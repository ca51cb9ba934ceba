/** Actual against desired: one complete list for one Update, or nothing at all. */

import { LAST_WORD } from '../acl/priority.ts';
import { aclFields } from '../document/acl-fields.ts';
import type { AclPolicy } from '../document/acl-schema.ts';
import { aclId, isOurs } from '../document/owner.ts';
import type { EndpointPolicy } from '../document/schema.ts';
import { type Engine, leftovers } from './leftovers.ts';
import { sameAcl } from './same-acl.ts';

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
 * The policies the endpoint must have: those of others verbatim and in their order, then ours. Undefined: nothing is to do, and nothing may
 * be sent, since HNS resets connections when policies are re-applied. An empty list is a list: it clears the endpoint.
 */
export function diff(
  actual: readonly EndpointPolicy[],
  desired: readonly AclPolicy[],
  takeover: readonly Engine[] = [],
): EndpointPolicy[] | undefined {
  const { ours, leftovers: left, others } = shares(actual, takeover);
  const wanted = new Map(desired.map(policy => [policy.Settings.Id, policy]));
  const inForce = new Set<AclPolicy>();
  let drift = left.size > 0;
  for (const policy of ours) {
    const same = wanted.get(aclId(policy));
    // Not wanted, wanted but once, or changed from outside.
    if (!same || inForce.has(same) || !sameAcl(policy, same)) drift = true;
    else inForce.add(same);
  }
  return drift || inForce.size < desired.length ? [...others, ...desired] : undefined;
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
