/** A set of ports and the peers that may use all of them. */
import { compare, type Intervals } from '../../core/interval.ts';
import { type Share, unite } from './shares.ts';

export interface Area {
  readonly ports: Intervals<number>;
  readonly peers: Intervals<number>;
}

/** Returns one area for each distinct set of peers, with all their ports. The peers of two areas may overlap. */
export function areasOf(shares: readonly Share[]): Area[] {
  const byPeers = Map.groupBy(shares, ({ peers }) => peers);
  return [...byPeers].map(([peers, same]) => ({ peers, ports: unite(same.map(({ ports }) => ports)) }));
}

/** Unites the peers of areas with equal ports, in nearly linear time. Never returns more areas than it was given. */
export function joined(areas: readonly Area[]): Area[] {
  const byPorts: Area[][] = [];
  for (const area of areas.toSorted((a, b) => compare(a.ports, b.ports))) {
    const last = byPorts.at(-1);
    if (last && compare(last[0]!.ports, area.ports) === 0) last.push(area);
    else byPorts.push([area]);
  }
  return byPorts.map(same => ({ ports: same[0]!.ports, peers: unite(same.map(({ peers }) => peers)) })).sort(byPortsAndPeers);
}

export function byPortsAndPeers(a: Area, b: Area): number {
  return compare(a.ports, b.ports) || compare(a.peers, b.peers);
}
