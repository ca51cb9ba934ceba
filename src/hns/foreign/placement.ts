/**
 * The priorities of our ACLs beside the foreign ones of an endpoint (docs/decisions/0030).
 *
 * An isolated direction has its usual numbers. If a foreign Allow in front of our Block opens the direction, ours move in front of it, unless an
 * Allow of ours would pass a foreign Block. An open direction has its Allow behind every foreign Block, or no Allow if no number is left there.
 */
import type { DirectionPolicy, PodPolicy } from '../../core/pod-policy.ts';
import type { AclDirection } from '../acl/acl.ts';
import { named } from '../acl/enforceable.ts';
import { CATCH_ALL, closedPriorities, type Numbers, priorities } from '../acl/priority.ts';
import { MAX_PRIORITY } from '../document/acl-schema.ts';
import type { EndpointPolicy } from '../document/schema.ts';
import { type ForeignAcl, foreignAcls } from './foreign-acl.ts';
import { type ForeignConflict, type JudgeOptions, judgeWholeList } from './whole-list.ts';

export interface Placement {
  readonly numbers: Readonly<Record<AclDirection, Numbers>>;
  /** They remain with these numbers. */
  readonly conflicts: readonly ForeignConflict[];
}

export interface PlacementOptions extends JudgeOptions {
  /** A foreign Block that our Allow of an open direction must overrule. */
  readonly overrule?: ForeignAcl;
}

/** Foreign Allows, from the first on, that ours try to move in front of. */
const MAX_MOVES = 10;

/**
 * @param foreign All foreign ACLs of the endpoint, sorted by priority.
 * @throws RangeError where foreign ACLs leave no priorities in order.
 */
export function place(policy: PodPolicy, foreign: readonly ForeignAcl[], options: PlacementOptions): Placement {
  const { overrule } = options;
  const rest = foreign.filter(acl => acl !== overrule);
  const usual = {
    In: usualNumbers('In', policy.ingress, foreign, overrule),
    Out: usualNumbers('Out', policy.egress, foreign),
  };
  const conflicts = judgeWholeList(policy, rest, usual, options);
  const move = (direction: AclDirection) => moved(direction, ranksOf(direction, policy, options.ipv6), rest, usual[direction], conflicts);
  const numbers = { In: move('In'), Out: move('Out') };
  const isUsual = numbers.In === usual.In && numbers.Out === usual.Out;
  return { numbers, conflicts: isUsual ? conflicts : judgeWholeList(policy, rest, numbers, options) };
}

/** For ACLs that allow everything in both directions and overrule no foreign Block. @param foreign Foreign policies of the endpoint. */
export function openNumbers(foreign: readonly EndpointPolicy[]): Placement['numbers'] {
  const acls = foreignAcls(foreign, []);
  return { In: usualNumbers('In', 'open', acls), Out: usualNumbers('Out', 'open', acls) };
}

function usualNumbers(direction: AclDirection, side: DirectionPolicy, foreign: readonly ForeignAcl[], overrule?: ForeignAcl): Numbers {
  const taken = takenIn(foreign, direction);
  if (side !== 'open' && side.grants.length > 0) return priorities(taken);
  if (side !== 'open') {
    const closed = closedPriorities(taken);
    return { ...closed, granted: closed.always };
  }
  const last = openNumber(
    taken,
    switchAcls(foreign, direction).filter(acl => acl.action !== 'Allow' && acl !== overrule),
    overrule?.priority,
  );
  return { always: 0, granted: 0, last };
}

/** @param front The number must be below this one. */
function openNumber(taken: ReadonlySet<number>, blocks: readonly ForeignAcl[], front = MAX_PRIORITY + 1): number | undefined {
  const behind = Math.max(0, ...blocks.map(({ priority }) => priority));
  let number = Math.max(CATCH_ALL, behind + 1);
  while (taken.has(number)) number++;
  if (number < front) return number;
  const low = highestFree(front, taken);
  return low !== undefined && low > behind ? low : undefined;
}

/** A priority at which we have an Allow. */
type Rank = 'always' | 'granted';

function moved(
  direction: AclDirection,
  ranks: readonly Rank[],
  foreign: readonly ForeignAcl[],
  usual: Numbers,
  conflicts: readonly ForeignConflict[],
): Numbers {
  const opening = conflicts.filter(conflict => conflict.effect === 'opens' && conflict.direction === direction);
  const blocks = switchAcls(foreign, direction).filter(({ action }) => action !== 'Allow');
  const taken = takenIn(foreign, direction);
  const inFront = [...new Set(opening.map(({ acl }) => acl.priority))]
    .sort((a, b) => a - b)
    .slice(0, MAX_MOVES)
    .flatMap(front => numbersInFront(usual, front, taken) ?? [])
    // None of our Allows may pass a foreign Block.
    .find(numbers => !blocks.some(({ priority }) => ranks.some(rank => priority > numbers[rank] && priority < usual[rank])));
  return inFront ?? usual;
}

/** The highest free numbers in front of a foreign Allow, so that ours pass as few foreign ACLs as possible. */
function numbersInFront(usual: Numbers, front: number, taken: ReadonlySet<number>): Numbers | undefined {
  const last = highestFree(front, taken);
  const free = last === undefined ? undefined : highestFree(last, taken);
  if (last === undefined || free === undefined) return undefined;
  return { always: Math.min(usual.always, free), granted: Math.min(usual.granted, free), last };
}

function highestFree(below: number, taken: ReadonlySet<number>): number | undefined {
  let number = Math.ceil(below) - 1;
  while (taken.has(number)) number--;
  return number > 0 ? number : undefined;
}

function ranksOf(direction: AclDirection, { pod, nodeAddresses, ingress, egress }: PodPolicy, ipv6: boolean): Rank[] {
  const side = direction === 'In' ? ingress : egress;
  const hasAlways = ipv6 || named([...pod.addresses, ...nodeAddresses], false).length > 0;
  const hasGrants = side !== 'open' && side.grants.length > 0;
  return (['always', 'granted'] as const).filter(rank => (rank === 'always' ? hasAlways : hasGrants));
}

function takenIn(foreign: readonly ForeignAcl[], direction: AclDirection): ReadonlySet<number> {
  return new Set(foreign.flatMap(({ directions, priority }) => (directions.includes(direction) ? priority : [])));
}

function switchAcls(foreign: readonly ForeignAcl[], direction: AclDirection): ForeignAcl[] {
  return foreign.filter(({ directions, stage }) => directions.includes(direction) && stage === 'Switch');
}
