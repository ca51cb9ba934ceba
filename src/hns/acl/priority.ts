/** The order of our ACLs, and what must hold for it to mean anything: the lower number wins, a tie between actions is decided by nobody knows what. */
import { type AclPolicy, MAX_PRIORITY } from '../document/acl-schema.ts';

/** Number of our last word, where it is free. */
export const LAST_WORD = 65000;

/** Of one direction. */
export interface Priorities {
  /** What no policy can shut out: the pod's own node and the pod itself. */
  readonly always: number;
  /** What policies grant. */
  readonly granted: number;
  /** The last word, with no condition: Server 2025 denies whatever no ACL matches, Server 2022 allows it. */
  readonly last: number;
}

/**
 * 300, 1000 and 65000, each moved up to the next number that is not taken.
 * @param taken Priorities of the ACLs of others in this direction.
 * @throws RangeError when others hold so many that the order cannot be kept.
 */
export function priorities(taken: ReadonlySet<number>): Priorities {
  const free = (wanted: number): number => {
    let priority = wanted;
    while (taken.has(priority)) priority++;
    return priority;
  };
  const found = { always: free(300), granted: free(1000), last: free(LAST_WORD) };
  if (found.granted >= found.last || found.last > MAX_PRIORITY) throw new RangeError('ACLs of others leave no priority for ours');
  return found;
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
