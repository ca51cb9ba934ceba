/** How two canonical sets of intervals lie to each other; cheap where one of them is small. */
import type { Interval, Intervals } from '../core/interval.ts';

/** Whether they have a member in common. */
export function meets(a: Intervals<number>, b: Intervals<number>): boolean {
  const [few, many] = a.length <= b.length ? [a, b] : [b, a];
  return few.some(([first, last]) => {
    const candidate = reaching(many, first);
    return candidate !== undefined && candidate[0] <= last;
  });
}

/** Whether every member of the one is a member of the other; the empty set is within any. */
export function within(inner: Intervals<number>, outer: Intervals<number>): boolean {
  // Side by side where both are long: searching would cost more than walking.
  const walk = inner.length * 8 > outer.length;
  let at = 0;
  return inner.every(([first, last]) => {
    if (walk) while (at < outer.length && outer[at]![1] < first) at++;
    const candidate = walk ? outer[at] : reaching(outer, first);
    return candidate !== undefined && candidate[0] <= first && candidate[1] >= last;
  });
}

/** The first interval that ends at the value or above. */
export function reaching(set: Intervals<number>, value: number): Interval<number> | undefined {
  let low = 0;
  let high = set.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (set[middle]![1] < value) low = middle + 1;
    else high = middle;
  }
  return set[low];
}
