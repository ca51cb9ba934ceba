/** The order of our ACLs, and what must hold for it to mean anything: the lower number wins, a tie between actions is decided by nobody knows what. */
import { type AclPolicy, MAX_PRIORITY } from '../document/acl-schema.ts';

/** Number of our last word, where it is free. */
export const LAST_WORD = 65000;
const ALWAYS = 300;
const GRANTED = 1000;

/** Of one direction. */
export interface Priorities {
  /** What no policy can shut out: the pod's own node and the pod itself. */
  readonly always: number;
  /** What policies grant. */
  readonly granted: number;
  /** The last word, with no condition: Server 2025 denies whatever no ACL matches, Server 2022 allows it. */
  readonly last: number;
}

/** The same beside foreign ACLs (src/hns/foreign/placement.ts). */
export interface Numbers extends Omit<Priorities, 'last'> {
  /** Undefined: no catch-all ACL, because no number is left behind the foreign Blocks of an open direction. */
  readonly last: number | undefined;
}

/**
 * 300, 1000 and 65000, each moved to a number that is not taken. Our Allows only move up, so no Block of others loses to them by a move. The
 * last word moves up to 65500, and from there below 65000. It stays behind our Allows.
 * @param taken Priorities of the ACLs of others in this direction.
 * @throws RangeError when others hold all of 1000 to 65500 but one number.
 */
export function priorities(taken: ReadonlySet<number>): Priorities {
  const [always, granted] = [freeFrom(ALWAYS, taken), freeFrom(GRANTED, taken)];
  return { always, granted, last: lastAfter(Math.max(always, granted), taken) };
}

/** The same where nothing is granted. @throws RangeError when others hold all of 300 to 65500 but one number. */
export function closedPriorities(taken: ReadonlySet<number>): Pick<Priorities, 'always' | 'last'> {
  const always = freeFrom(ALWAYS, taken);
  return { always, last: lastAfter(always, taken) };
}

/** Of the last word where it allows and nothing is in front of it. @throws RangeError when others hold all of 1 to 65500. */
export function openPriority(taken: ReadonlySet<number>): number {
  return lastAfter(0, taken);
}

function freeFrom(wanted: number, taken: ReadonlySet<number>): number {
  let priority = wanted;
  while (taken.has(priority)) priority++;
  return priority;
}

function lastAfter(front: number, taken: ReadonlySet<number>): number {
  let last = freeFrom(Math.max(LAST_WORD, front + 1), taken);
  if (last > MAX_PRIORITY) {
    last = LAST_WORD - 1;
    while (taken.has(last)) last--;
  }
  if (last <= front) throw new RangeError('ACLs of others leave no priority for ours');
  return last;
}

/** @throws Error where two actions share a priority, or two ACLs an Id: a bug, and better no Update than one that HNS decides by chance. */
export function assertOrdered(policies: readonly AclPolicy[]): void {
  const actions = new Map<string, string>();
  const ids = new Set<string>();
  for (const { Settings } of policies) {
    const place = `${Settings.Direction} ${Settings.RuleType} ${Settings.Priority}`;
    if ((actions.get(place) ?? Settings.Action) !== Settings.Action) throw new Error(`two actions at ${place}`);
    if (ids.has(Settings.Id)) throw new Error(`two ACLs with the Id ${Settings.Id}`);
    actions.set(place, Settings.Action);
    ids.add(Settings.Id);
  }
}
