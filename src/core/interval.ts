/**
 * Sets of whole numbers as sorted, disjoint, non-adjacent closed intervals: ports, IPv4 addresses (number) and IPv6 addresses (bigint).
 * One representation per set, so equal sets are equal arrays.
 */

export type Interval<T extends number | bigint> = readonly [first: T, last: T];
export type Intervals<T extends number | bigint> = readonly Interval<T>[];

/**
 * The canonical form of the given intervals, which may overlap and come in any order. To save memory, the result has the given intervals
 * themselves where they stay as they are, and its array has no room for more.
 */
export function union<T extends number | bigint>(intervals: Iterable<Interval<T>>): Intervals<T> {
  const sorted = [...intervals].sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
  let [open] = sorted;
  if (!open || sorted.length === 1) return sorted;
  const merged: Interval<T>[] = [];
  for (const interval of sorted) {
    const [first, last] = interval;
    if (first <= open[1] || step(open[1], 1) === first) {
      if (last > open[1]) open = [open[0], last];
    } else {
      merged.push(open);
      open = interval;
    }
  }
  merged.push(open);
  return merged.slice();
}

/**
 * The canonical form of single numbers, which may come in any order and more than once.
 * @param interval Makes the intervals of the result.
 */
export function ofNumbers(
  numbers: readonly number[],
  interval = (first: number, last: number): Interval<number> => [first, last],
): Intervals<number> {
  const sorted = Float64Array.from(numbers).sort();
  const merged: Interval<number>[] = [];
  let first = 0;
  for (let index = 1; index <= sorted.length; index++) {
    const last = sorted[index - 1]!;
    if (index < sorted.length && sorted[index]! <= last + 1) continue;
    merged.push(interval(sorted[first]!, last));
    first = index;
  }
  return merged.slice();
}

/** The numbers in `from` that are not in `take`. Both are canonical. */
export function subtract<T extends number | bigint>(from: Intervals<T>, take: Intervals<T>): Intervals<T> {
  if (take.length === 0) return from;
  const rest: Interval<T>[] = [];
  let t = 0;
  for (const interval of from) {
    const [first, last] = interval;
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
    if (!covered) rest.push(start === first ? interval : [start, last]);
  }
  return rest.slice();
}

/** The numbers that are in both canonical sets. Cheap if one of them is small. */
export function intersect<T extends number | bigint>(a: Intervals<T>, b: Intervals<T>): Intervals<T> {
  const [few, many] = a.length <= b.length ? [a, b] : [b, a];
  const search = few.length * 8 < many.length;
  const common: Interval<T>[] = [];
  let at = 0;
  for (const [first, last] of few) {
    if (search) at = indexReaching(many, first);
    while (at < many.length && many[at]![1] < first) at++;
    for (let i = at; i < many.length && many[i]![0] <= last; i++) {
      const [otherFirst, otherLast] = many[i]!;
      common.push([otherFirst > first ? otherFirst : first, otherLast < last ? otherLast : last]);
    }
  }
  return common;
}

/** True if two canonical sets have a number in common. Cheap if one of them is small. */
export function meets<T extends number | bigint>(a: Intervals<T>, b: Intervals<T>): boolean {
  if (a === b) return a.length > 0;
  const [few, many] = a.length <= b.length ? [a, b] : [b, a];
  return few.some(([first, last]) => {
    const candidate = reaching(many, first);
    return candidate !== undefined && candidate[0] <= last;
  });
}

/** True if every number of `inner` is in `outer`. Both are canonical. The empty set is a subset of any set. */
export function isSubset<T extends number | bigint>(inner: Intervals<T>, outer: Intervals<T>): boolean {
  if (inner === outer) return true;
  // If both sets are long, walking them in parallel costs less than binary searches.
  const walk = inner.length * 8 > outer.length;
  let at = 0;
  return inner.every(([first, last]) => {
    if (walk) while (at < outer.length && outer[at]![1] < first) at++;
    const candidate = walk ? outer[at] : reaching(outer, first);
    return candidate !== undefined && candidate[0] <= first && candidate[1] >= last;
  });
}

/** The first interval of a canonical set that ends at the value or above. */
export function reaching<T extends number | bigint>(set: Intervals<T>, value: T): Interval<T> | undefined {
  return set[indexReaching(set, value)];
}

function indexReaching<T extends number | bigint>(set: Intervals<T>, value: T): number {
  let low = 0;
  let high = set.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (set[middle]![1] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** True if the canonical set contains the value. */
export function contains<T extends number | bigint>(set: Intervals<T>, value: T): boolean {
  const candidate = reaching(set, value);
  return candidate !== undefined && candidate[0] <= value;
}

/** A total order on canonical sets. Returns 0 only for equal sets. */
export function compare<T extends number | bigint>(a: Intervals<T>, b: Intervals<T>): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    for (const end of [0, 1] as const) {
      if (a[i]![end] < b[i]![end]) return -1;
      if (a[i]![end] > b[i]![end]) return 1;
    }
  }
  return a.length - b.length;
}

/** The next number up (1) or down (-1). TypeScript cannot infer that both operands have the same type, hence the casts. */
function step<T extends number | bigint>(value: T, by: 1 | -1): T {
  return (typeof value === 'bigint' ? value + BigInt(by) : (value as number) + by) as T;
}
