/**
 * Merges the areas of one protocol into a few areas with the same meaning, regardless of the rules and policies that they come from.
 *
 * Ports with the same set of peers share an area. If a set of peers contains a smaller one, the smaller set's area also lists the ports of the
 * larger set. So the result depends only on the traffic that is allowed, and there are never more areas than distinct sets of peers.
 */
import { type Intervals, subtract, union } from '../../core/interval.ts';
import { type Area, byPortsAndPeers } from './area.ts';
import { rowsOf } from './rows.ts';

export interface MergedArea extends Area {
  /** These peers, and others that have all of the ports. They may be included if that makes the list shorter. */
  readonly allowed: Intervals<number>;
}

/**
 * @param areas With distinct peers.
 * @returns Undefined if the work exceeds its bounds.
 */
export function merge(areas: readonly Area[]): MergedArea[] | undefined {
  return rowsOf(areas)
    ?.map(({ ports, peers, smaller }) => ({
      ports,
      peers: smaller.length === 0 ? peers : subtract(peers, union(smaller.flatMap(row => row.peers))),
      allowed: peers,
    }))
    .filter(({ peers }) => peers.length > 0)
    .sort(byPortsAndPeers);
}
