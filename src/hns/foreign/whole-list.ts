/**
 * Judges the whole list of an endpoint, foreign ACLs and ours together, against the desired policy. HNS lets the first ACL decide that matches,
 * by ascending priority. So a foreign ACL counts for the traffic that no ACL in front of it matches. A foreign Allow must not decide traffic
 * that the policy denies, and a foreign Block must not decide traffic that the policy allows. In doubt a foreign ACL is in conflict.
 */
import type { PodPolicy } from '../../core/pod-policy.ts';
import type { AclDirection } from '../acl/acl.ts';
import type { Numbers } from '../acl/priority.ts';
import { isAzureBlock } from './azure-block.ts';
import type { ForeignAcl } from './foreign-acl.ts';
import { enforcedOf, type Granted, type GrantedOptions, grantedOf } from './granted.ts';
import { Budget, common, type Example, remainder, type Traffic } from './traffic.ts';

/** A foreign ACL decides traffic otherwise than the policy. */
export interface ForeignConflict {
  /** `opens`: it allows what the policy denies. `closes`: it blocks what the policy allows. */
  readonly effect: 'opens' | 'closes';
  readonly direction: AclDirection;
  readonly acl: ForeignAcl;
  /** Absent: it is uncertain what the ACL matches, or the lists are too long to compare. */
  readonly example?: Example;
}

export interface JudgeOptions extends GrantedOptions {
  /** The endpoint has our Host ACLs, which allow everything (network-types.ts). */
  readonly hasHostPair: boolean;
}

/** Steps for one endpoint: about 0.2 s. */
const STEPS = 1_000_000;

/**
 * @param foreign Sorted by priority, without the ACL that the agent overrules on purpose.
 * @returns By direction, in the order of the list.
 */
export function judgeWholeList(
  policy: PodPolicy,
  foreign: readonly ForeignAcl[],
  numbers: Readonly<Record<AclDirection, Numbers>>,
  options: JudgeOptions,
): ForeignConflict[] {
  const budget = new Budget(STEPS);
  return (['In', 'Out'] as const).flatMap(direction => {
    const granted = grantedOf(policy, direction, options);
    const enforced = enforcedOf(policy, direction, options);
    const stage = (name: ForeignAcl['stage'], order: Numbers) => {
      const acls = foreign.filter(acl => acl.stage === name && acl.directions.includes(direction));
      return walk(acls, { direction, granted, enforced, order, canOpen: name === 'Switch', budget });
    };
    return [...stage('Switch', numbers[direction]), ...stage('Host', hostNumbers(options.hasHostPair))];
  });
}

interface Walk {
  readonly direction: AclDirection;
  readonly granted: Granted | 'open';
  /** The part that our ACLs allow. */
  readonly enforced: Granted | 'open';
  readonly order: Numbers;
  /** False for Host ACLs: a Host Allow alone does not open a pod, because the Switch ACLs must allow too. */
  readonly canOpen: boolean;
  readonly budget: Budget;
}

type Part = Pick<ForeignConflict, 'example'> | undefined;

function walk(acls: readonly ForeignAcl[], { direction, granted, enforced, order, canOpen, budget }: Walk): ForeignConflict[] {
  // Traffic that is certainly decided in front of the ACL. ACLs of one priority do not count against each other, because ties are undefined.
  const front = { Allow: [] as Traffic[], Block: [] as Traffic[] };
  let pending: ForeignAcl[] = [];
  return acls.flatMap((acl): ForeignConflict[] => {
    if (pending[0] && pending[0].priority < acl.priority) {
      for (const { action, must } of pending) if (must && action !== 'unknown') front[action].push(must);
      pending = [];
    }
    pending.push(acl);
    const opens = canOpen && acl.action !== 'Block' ? opening(acl, front.Block, granted, order, budget) : undefined;
    const closes = acl.action !== 'Allow' && !isAzureBlock(acl) ? closing(acl, front.Allow, enforced, order, budget) : undefined;
    return [
      ...(opens ? [{ effect: 'opens', direction, acl, ...opens } as const] : []),
      ...(closes ? [{ effect: 'closes', direction, acl, ...closes } as const] : []),
    ];
  });
}

function opening(acl: ForeignAcl, blocked: readonly Traffic[], granted: Granted | 'open', { last }: Numbers, budget: Budget): Part {
  if (granted === 'open' || last === undefined || acl.priority > last) return undefined;
  return partOf(acl, [acl.may], [blocked, granted.always, granted.grants], budget);
}

function closing(
  acl: ForeignAcl,
  allowed: readonly Traffic[],
  enforced: Granted | 'open',
  { always, granted, last }: Numbers,
  budget: Budget,
): Part {
  if (enforced === 'open') return last !== undefined && last < acl.priority ? undefined : partOf(acl, [acl.may], [allowed], budget);
  if (acl.priority > granted && acl.priority > always) return undefined;
  const isFirst = acl.priority < always;
  const behind = [...(isFirst ? enforced.always : []), ...(acl.priority < granted ? enforced.grants : [])];
  const parts = behind.map(traffic => common(traffic, acl.may));
  return partOf(acl, parts, [allowed, isFirst ? [] : enforced.always], budget);
}

/** Our Host Allows match everything and have no priority. A Block without one is a tie with them, and HNS decides ties by an unknown rule. */
function hostNumbers(hasHostPair: boolean): Numbers {
  const number = hasHostPair ? Number.MIN_VALUE : Number.POSITIVE_INFINITY;
  return { always: number, granted: number, last: number };
}

/** The first part that is not empty without the traffic in `take`. */
function partOf(acl: ForeignAcl, parts: readonly Traffic[], take: readonly (readonly Traffic[])[], budget: Budget): Part {
  if (!budget.spend(parts.length + take.reduce((sum, { length }) => sum + length, 0))) return {};
  const taken = take.flat();
  for (const part of parts) {
    const left = remainder(part, taken, budget);
    if (left) return acl.must && acl.action !== 'unknown' && left.example ? { example: left.example } : {};
  }
  return undefined;
}
