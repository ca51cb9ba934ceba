/**
 * Sets of whole numbers as sorted, disjoint, non-adjacent closed intervals: ports, IPv4 addresses (number) and IPv6 addresses (bigint).
 * One representation per set, so equal sets are equal arrays.
 */

export type Interval<T extends number | bigint> = readonly [first: T, last: T];
export type Intervals<T extends number | bigint> = readonly Interval<T>[];

/** The smallest canonical form of the given intervals, which may overlap and come in any order. */
export function union<T extends number | bigint>(intervals: Iterable<Interval<T>>): Intervals<T> {
  const sorted = [...intervals].sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
  const merged: [T, T][] = [];
  for (const [first, last] of sorted) {
    const open = merged.at(-1);
    if (open && (first <= open[1] || step(open[1], 1) === first)) {
      if (last > open[1]) open[1] = last;
    } else {
      merged.push([first, last]);
    }
  }
  return merged;
}

/** What is in `from` and not in `take`; both canonical. */
export function subtract<T extends number | bigint>(from: Intervals<T>, take: Intervals<T>): Intervals<T> {
  if (take.length === 0) return from;
  const rest: Interval<T>[] = [];
  let t = 0;
  for (const [first, last] of from) {
    let start = first;
    while (t < take.length && take[t]![1] < start) t++;
    let u = t;
    let covered = false;
    for (; u < take.length && take[u]![0] <= last; u++) {
      const [cutFirst, cutLast] = take[u]!;
      if (cutFirst > start) rest.push([start, step(cutFirst, -1)]);
      if (cutLast >= last) {
        covered = true;
        break;
      }
      start = step(cutLast, 1);
    }
    if (!covered) rest.push([start, last]);
  }
  return rest;
}

/** Whether a canonical set holds the value; binary search. */
export function contains<T extends number | bigint>(set: Intervals<T>, value: T): boolean {
  let low = 0;
  let high = set.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const [first, last] = set[middle]!;
    if (value < first) high = middle - 1;
    else if (value > last) low = middle + 1;
    else return true;
  }
  return false;
}

/** Total order on canonical sets; 0 only for equal ones. */
export function compare<T extends number | bigint>(a: Intervals<T>, b: Intervals<T>): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    for (const end of [0, 1] as const) {
      if (a[i]![end] < b[i]![end]) return -1;
      if (a[i]![end] > b[i]![end]) return 1;
    }
  }
  return a.length - b.length;
}

/** The neighbour above (1) or below (-1). TypeScript cannot see that both operands are of one kind; the casts are that knowledge. */
function step<T extends number | bigint>(value: T, by: 1 | -1): T {
  return (typeof value === 'bigint' ? value + BigInt(by) : (value as number) + by) as T;
}
