/** The priorities of the agent's ACLs. The lower number wins. If two actions share a priority, the winner is undefined. */
import { type AclPolicy, MAX_PRIORITY } from '../document/acl-schema.ts';

/** Priority of the catch-all ACL, if it is free. */
export const CATCH_ALL = 65000;
const ALWAYS = 300;
const GRANTED = 1000;

/** The priorities of one direction. */
export interface Priorities {
  /** Traffic that no policy can block: from the pod's own node and from the pod itself. */
  readonly always: number;
  /** Traffic that policies grant. */
  readonly granted: number;
  /** The catch-all ACL, which has no conditions. If no ACL matches, Server 2025 denies the traffic and Server 2022 allows it. */
  readonly last: number;
}

/** The priorities on an endpoint without foreign ACLs. */
export const USUAL: Priorities = { always: ALWAYS, granted: GRANTED, last: CATCH_ALL };

/** The same beside foreign ACLs (src/hns/foreign/placement.ts). */
export interface Numbers extends Omit<Priorities, 'last'> {
  /** Undefined: no catch-all ACL, because no number is left behind the foreign Blocks of an open direction. */
  readonly last: number | undefined;
}

/**
 * Returns the usual priorities, each moved to a free number. The agent's Allow ACLs only move up, so none of them overtakes a foreign Block. The
 * catch-all ACL moves up to 65500, and after that down from 65000. It always stays behind the Allow ACLs.
 * @param taken Priorities of the foreign ACLs in this direction.
 * @throws RangeError if foreign ACLs leave fewer than two free numbers from 1000 to 65500.
 */
export function priorities(taken: ReadonlySet<number>): Priorities {
  const [always, granted] = [freeFrom(ALWAYS, taken), freeFrom(GRANTED, taken)];
  return { always, granted, last: lastAfter(Math.max(always, granted), taken) };
}

/** The same for a direction without grants. @throws RangeError if foreign ACLs leave fewer than two free numbers from 300 to 65500. */
export function closedPriorities(taken: ReadonlySet<number>): Pick<Priorities, 'always' | 'last'> {
  const always = freeFrom(ALWAYS, taken);
  return { always, last: lastAfter(always, taken) };
}

function freeFrom(preferred: number, taken: ReadonlySet<number>): number {
  let priority = preferred;
  while (taken.has(priority)) priority++;
  return priority;
}

function lastAfter(front: number, taken: ReadonlySet<number>): number {
  let last = freeFrom(Math.max(CATCH_ALL, front + 1), taken);
  if (last > MAX_PRIORITY) {
    last = CATCH_ALL - 1;
    while (taken.has(last)) last--;
  }
  if (last <= front) throw new RangeError('foreign ACLs leave too few free priorities');
  return last;
}

/** @throws Error if two actions share a priority or two ACLs share an Id. That is a bug, and HNS would pick the winner at random. */
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
