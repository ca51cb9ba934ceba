/** For every port the set of peers that have it: what is granted, freed from the rules and policies it was spread over. */
import { compare, type Interval, type Intervals, isSubset, union } from '../../core/interval.ts';

/** What one grant says of one protocol. */
export interface Share {
  readonly policy: string;
  readonly ports: Intervals<number>;
  readonly peers: Intervals<number>;
}

/** A set of peers with the ports that exactly these peers have. */
export interface Row {
  readonly ports: Intervals<number>;
  readonly peers: Intervals<number>;
  /** Rows with some of these peers that make up all such rows: none of them is within another. */
  readonly smaller: readonly Row[];
  /** Every row with these peers and more. */
  readonly larger: readonly Row[];
}

/** No two rows have the same peers. Depends on what the shares say together, not on how they are cut. */
export function rowsOf(shares: readonly Share[]): Row[] {
  const united = stretchesOf(shares)
    .map(({ holders, ports }) => ({
      ports,
      peers: holders.length === 1 ? holders[0]!.peers : union(holders.flatMap(({ peers }) => peers)),
    }))
    .sort((a, b) => compare(a.peers, b.peers));
  const distinct: { readonly ports: Interval<number>[]; readonly peers: Intervals<number> }[] = [];
  for (const row of united) {
    const same = distinct.at(-1);
    if (same && compare(same.peers, row.peers) === 0) same.ports.push(...row.ports);
    else distinct.push(row);
  }
  return nested(distinct.map(({ ports, peers }) => ({ ports: union(ports), peers })));
}

interface Stretches {
  readonly holders: readonly Share[];
  readonly ports: Interval<number>[];
}

/** Ports by the shares that hold them, so that peers need uniting once and not once a port. */
function stretchesOf(shares: readonly Share[]): Stretches[] {
  const edges = new Set(shares.flatMap(({ ports }) => ports.flatMap(([first, last]) => [first, last + 1])));
  const starts = [...edges].sort((a, b) => a - b);
  const indexOf = new Map(starts.map((start, index) => [start, index]));
  const holding = starts.map((): number[] => []);
  for (const [number, { ports }] of shares.entries()) {
    for (const [first, last] of ports) {
      for (let index = indexOf.get(first)!; starts[index]! <= last; index++) holding[index]!.push(number);
    }
  }
  const stretches = new Map<string, Stretches>();
  for (const [index, numbers] of holding.entries()) {
    if (numbers.length === 0) continue;
    const key = numbers.join();
    const stretch = stretches.get(key) ?? { holders: numbers.map(number => shares[number]!), ports: [] };
    stretch.ports.push([starts[index]!, starts[index + 1]! - 1]);
    stretches.set(key, stretch);
  }
  return [...stretches.values()];
}

function nested(rows: readonly Pick<Row, 'ports' | 'peers'>[]): Row[] {
  const found = rows
    .map(row => ({ ...row, size: sizeOf(row.peers), smaller: [] as Row[], larger: [] as Row[], inside: new Set<Row>() }))
    .sort((a, b) => a.size - b.size);
  for (const [index, row] of found.entries()) {
    // From the largest down: what lies within a row that was found need not be looked at.
    for (const other of found.slice(0, index).reverse()) {
      if (row.inside.has(other) || !isSubset(other.peers, row.peers)) continue;
      row.smaller.push(other);
      row.inside.add(other);
      for (const further of other.inside) row.inside.add(further);
    }
    for (const other of found.slice(0, index)) if (row.inside.has(other)) other.larger.push(row);
  }
  return found;
}

function sizeOf(set: Intervals<number>): number {
  return set.reduce((sum, [first, last]) => sum + last - first + 1, 0);
}
