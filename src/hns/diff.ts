/** Actual against desired: one complete list for one Update, or nothing at all. */
import type { AclPolicy } from './acl-schema.ts';
import { plainNumber } from './json.ts';
import { isOurs } from './owner.ts';
import { sameAcl } from './same-acl.ts';
import type { EndpointPolicy } from './schema.ts';

export { isOurs } from './owner.ts';

/**
 * The policies the endpoint must have: those of others verbatim and in their order, then ours. Undefined: nothing is to do, and nothing may
 * be sent, since HNS resets connections when policies are re-applied. An empty list is a list: it clears the endpoint.
 */
export function diff(actual: readonly EndpointPolicy[], desired: readonly AclPolicy[]): EndpointPolicy[] | undefined {
  const foreign = actual.filter(policy => !isOurs(policy));
  const wanted = new Map(desired.map(policy => [policy.Settings.Id, policy]));
  const inForce = new Set<AclPolicy>();
  let drift = false;
  for (const policy of actual.filter(isOurs)) {
    const same = wanted.get((policy.Settings as { readonly Id: string }).Id);
    // Not wanted, wanted but once, or changed from outside.
    if (!same || inForce.has(same) || !sameAcl(policy, same)) drift = true;
    else inForce.add(same);
  }
  return drift || inForce.size < desired.length ? [...foreign, ...desired] : undefined;
}

export interface TakenPriorities {
  readonly In: ReadonlySet<number>;
  readonly Out: ReadonlySet<number>;
}

/** The priorities that ACLs of others hold; one whose direction cannot be told holds its number in both. */
export function foreignPriorities(endpoint: { readonly Policies?: readonly EndpointPolicy[] }): TakenPriorities {
  const taken = { In: new Set<number>(), Out: new Set<number>() };
  for (const policy of endpoint.Policies ?? []) {
    if (policy.Type !== 'ACL' || isOurs(policy)) continue;
    const { Direction, Priority } = (policy.Settings ?? {}) as { readonly Direction?: unknown; readonly Priority?: unknown };
    const number = Number(plainNumber(Priority));
    if (!Number.isInteger(number) || number === 0) continue;
    if (Direction !== 'Out') taken.In.add(number);
    if (Direction !== 'In') taken.Out.add(number);
  }
  return taken;
}
