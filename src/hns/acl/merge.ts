/**
 * The areas of a protocol → the few that say the same, whatever rules and policies they were spread over.
 *
 * Ports with the same set of peers share an area. A set that holds a smaller one leaves that part to it: the smaller set's area names the
 * ports of both. So the result follows from what is granted alone, and there are never more areas than different sets of peers.
 */
import { type Intervals, subtract, union } from '../../core/interval.ts';
import { type Area, byPortsAndPeers } from './area.ts';
import { rowsOf } from './rows.ts';

export interface MergedArea extends Area {
  /** These peers and others that have all of the ports. They may be listed where that makes the list shorter. */
  readonly allowed: Intervals<number>;
}

/**
 * @param areas With distinct peers.
 * @returns Undefined where the work exceeds its bounds.
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
