/** Finds the set of peers of every port, regardless of the rules and policies that grant it. */
import { compare, contains, type Interval, type Intervals, isSubset, union } from '../../core/interval.ts';
import type { Area } from './area.ts';
import { unite } from './shares.ts';

/** A set of peers and their common ports. */
export interface Row {
  /** The ports that all of these peers have. */
  readonly ports: Intervals<number>;
  readonly peers: Intervals<number>;
  /** The largest rows whose peers are subsets of these peers. None of them contains another. */
  readonly smaller: readonly Row[];
}

/** Bounds of the work. Each is far above the needs of real policies, and reached within a fraction of a second. */
const MAX_HELD = 200_000;
const MAX_STRETCHES = 4_000;
const MAX_ROWS = 1_000;
const MAX_UNITED = 2_000_000;
const MAX_STEPS = 20_000_000;

/**
 * Returns rows with distinct peers. The result depends on the meaning of the areas, not on the way they are divided.
 * @param areas With distinct peers.
 * @returns Undefined if the work exceeds its bounds.
 */
export function rowsOf(areas: readonly Area[]): Row[] | undefined {
  const stretches = stretchesOf(areas);
  if (!stretches) return undefined;
  let intervals = 0;
  const united: { readonly ports: readonly Interval<number>[]; readonly peers: Intervals<number> }[] = [];
  for (const { holders, ports } of stretches) {
    for (const { peers } of holders) intervals += peers.length;
    if (intervals > MAX_UNITED) return undefined;
    united.push({ ports, peers: unite(holders.map(({ peers }) => peers)) });
  }
  united.sort((a, b) => compare(a.peers, b.peers));
  const distinct: { readonly ports: Interval<number>[]; readonly peers: Intervals<number> }[] = [];
  for (const { ports, peers } of united) {
    const same = distinct.at(-1);
    if (same && compare(same.peers, peers) === 0) same.ports.push(...ports);
    else distinct.push({ ports: [...ports], peers });
  }
  return distinct.length > MAX_ROWS ? undefined : nested(distinct.map(({ ports, peers }) => ({ ports: union(ports), peers })));
}

interface Stretches {
  readonly holders: readonly Area[];
  readonly ports: Interval<number>[];
}

/** Groups ports by the areas that contain them, so that peers are united once per group and not once per port. */
function stretchesOf(areas: readonly Area[]): Stretches[] | undefined {
  const edges = new Set(areas.flatMap(({ ports }) => ports.flatMap(([first, last]) => [first, last + 1])));
  const starts = [...edges].sort((a, b) => a - b);
  const indexOf = new Map(starts.map((start, index) => [start, index]));
  const holding = starts.map((): number[] => []);
  let held = 0;
  for (const [number, { ports }] of areas.entries()) {
    for (const [first, last] of ports) {
      const [from, to] = [indexOf.get(first)!, indexOf.get(last + 1)!];
      held += to - from;
      if (held > MAX_HELD) return undefined;
      for (let index = from; index < to; index++) holding[index]!.push(number);
    }
  }
  const stretches = new Map<string, Stretches>();
  for (const [index, numbers] of holding.entries()) {
    if (numbers.length === 0) continue;
    const key = numbers.join();
    const stretch = stretches.get(key) ?? { holders: numbers.map(number => areas[number]!), ports: [] };
    stretch.ports.push([starts[index]!, starts[index + 1]! - 1]);
    stretches.set(key, stretch);
    if (stretches.size > MAX_STRETCHES) return undefined;
  }
  return [...stretches.values()];
}

function nested(areas: readonly Area[]): Row[] | undefined {
  const found = areas
    .map(area => ({ ...area, size: sizeOf(area.peers), smaller: [] as Row[], inside: new Set<Row>() }))
    .sort((a, b) => a.size - b.size);
  let steps = 0;
  for (const [index, row] of found.entries()) {
    // Starts with the largest, because rows inside a row already found can be skipped.
    for (let at = index - 1; at >= 0; at--) {
      const other = found[at]!;
      // A cheap check first: most pairs differ in their first peer.
      if (row.inside.has(other) || !contains(row.peers, other.peers[0]![0])) continue;
      steps += other.peers.length;
      if (steps > MAX_STEPS) return undefined;
      if (!isSubset(other.peers, row.peers)) continue;
      row.smaller.push(other);
      row.inside.add(other);
      for (const further of other.inside) row.inside.add(further);
    }
  }
  return withPortsOfLarger(found);
}

/** Adds the ports of larger rows, because their peers include those of the smaller rows. */
function withPortsOfLarger(rows: readonly Row[]): Row[] | undefined {
  const ports = new Map(rows.map(row => [row, [row.ports]]));
  let intervals = 0;
  const all = new Map<Row, Intervals<number>>();
  for (const row of rows.toReversed()) {
    const own = ports.get(row)!;
    const united = own.length === 1 ? row.ports : union(own.flat());
    all.set(row, united);
    for (const smaller of row.smaller) {
      intervals += united.length;
      if (intervals > MAX_UNITED) return undefined;
      ports.get(smaller)!.push(united);
    }
  }
  return rows.map(row => ({ ...row, ports: all.get(row)! }));
}

function sizeOf(set: Intervals<number>): number {
  return set.reduce((sum, [first, last]) => sum + last - first + 1, 0);
}
