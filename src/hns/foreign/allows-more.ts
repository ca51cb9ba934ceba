/**
 * Compares the list that an endpoint holds with the desired one, foreign ACLs included. HNS lets the first ACL decide that matches, by ascending
 * priority, and builds differ on traffic that no ACL matches. So such traffic counts as allowed.
 */
import type { AclDirection } from '../acl/acl.ts';
import { isOurs } from '../document/owner.ts';
import type { EndpointPolicy } from '../document/schema.ts';
import { meaningOf } from '../endpoint/acl-meaning.ts';
import { type ForeignAcl, foreignAcls } from './foreign-acl.ts';
import { Budget, common, EVERYTHING, remainder, type Traffic } from './traffic.ts';

/** Steps for one comparison: about 0.2 s. */
const STEPS = 1_000_000;

/**
 * @param held The policies that the endpoint holds.
 * @param desired The policies that an Update would send. Policies that it keeps are the same objects as in `held`.
 * @param addresses The endpoint's own addresses.
 * @returns True if `held` allows traffic in a direction that the agent isolates, and `desired` denies it. In doubt true.
 */
export function allowsMore(held: readonly EndpointPolicy[], desired: readonly EndpointPolicy[], addresses: readonly string[]): boolean {
  const lists = { held: foreignAcls(held, addresses), desired: foreignAcls(desired, addresses), kept: new Set(desired) };
  const budget = new Budget(STEPS);
  return (['In', 'Out'] as const).some(direction => opens(direction, lists, budget));
}

interface Lists {
  readonly held: readonly ForeignAcl[];
  readonly desired: readonly ForeignAcl[];
  readonly kept: ReadonlySet<EndpointPolicy>;
}

function opens(direction: AclDirection, { held, desired, kept }: Lists, budget: Budget): boolean {
  const wanted = switchAcls(desired, direction);
  const last = wanted.find(({ policy, action }) => action === 'Block' && isOurs(policy))?.priority;
  if (last === undefined) return false;
  const granted = wanted.filter(({ policy, action }) => action === 'Allow' && isOurs(policy));
  const blocks = wanted.filter(({ policy, action }) => action !== 'Allow' && !isOurs(policy));
  const acls = switchAcls(held, direction);
  // Comparing them spares most of the work where two long lists differ little.
  const same = new Set(granted.map(({ policy }) => meaningOf(policy)));
  const allows = acls.filter(({ policy, action }) => action !== 'Block' && !(isOurs(policy) && same.has(meaningOf(policy))));
  return [...allows, DEFAULT].some(acl => {
    const isKept = kept.has(acl.policy) && !isOurs(acl.policy);
    // Only foreign ACLs are in front of it, before and after.
    if (isKept && acl.priority < last) return false;
    const blocked = certain(acls.filter(({ action, priority }) => action === 'Block' && priority < acl.priority));
    if (!remainder(acl.may, blocked, budget)) return false;
    if (remainder(acl.may, [...blocked, ...certain(granted)], budget)) return true;
    // The desired Allow of the same traffic may be behind a foreign Block that this one is in front of.
    const passed = isKept ? [] : blocks.filter(({ priority }) => priority >= acl.priority && priority <= last);
    return passed.some(block => {
      const inFront = granted.filter(({ priority }) => priority < block.priority);
      return remainder(common(acl.may, block.may), [...blocked, ...certain(inFront)], budget);
    });
  });
}

/** The decision on traffic that no ACL matches. */
const DEFAULT: Pick<ForeignAcl, 'policy' | 'priority' | 'may'> = {
  policy: { Type: 'ACL' },
  priority: Number.POSITIVE_INFINITY,
  may: EVERYTHING,
};

function switchAcls(acls: readonly ForeignAcl[], direction: AclDirection): readonly ForeignAcl[] {
  return acls.filter(({ stage, directions }) => stage === 'Switch' && directions.includes(direction));
}

function certain(acls: readonly ForeignAcl[]): Traffic[] {
  return acls.flatMap(({ must }) => must ?? []);
}
