import assert from 'node:assert/strict';
import fc from 'fast-check';
import { contains, type Interval, subtract, union } from '../../src/core/interval.ts';

// A universe small enough to count through: every set is compared with the plain list of its members.
const UNIVERSE = Array.from({ length: 40 }, (_, value) => value);
const anyInterval = fc.tuple(fc.nat(39), fc.nat(39)).map(([a, b]): Interval<number> => [Math.min(a, b), Math.max(a, b)]);
const anyIntervals = fc.array(anyInterval, { maxLength: 8 });
const inside = (intervals: readonly Interval<number>[], value: number) =>
  intervals.some(([first, last]) => first <= value && value <= last);

describe('core/interval', () => {
  it('a union holds exactly the members of its parts, sorted, disjoint and not adjacent', () => {
    fc.assert(
      fc.property(anyIntervals, intervals => {
        const set = union(intervals);
        assert.deepEqual(
          UNIVERSE.filter(value => contains(set, value)),
          UNIVERSE.filter(value => inside(intervals, value)),
        );
        for (let i = 1; i < set.length; i++) assert.ok(set[i]![0] - set[i - 1]![1] > 1);
      }),
    );
  });

  it('a difference holds exactly what is in the one and not in the other', () => {
    fc.assert(
      fc.property(anyIntervals, anyIntervals, (a, b) => {
        const set = subtract(union(a), union(b));
        assert.deepEqual(
          UNIVERSE.filter(value => contains(set, value)),
          UNIVERSE.filter(value => inside(a, value) && !inside(b, value)),
        );
        assert.deepEqual(set, union(set));
      }),
    );
  });

  it('works at the ends of IPv6', () => {
    const max = (1n << 128n) - 1n;
    assert.deepEqual(subtract([[0n, max]], [[max, max]]), [[0n, max - 1n]]);
    assert.deepEqual(
      union([
        [1n, max],
        [0n, 0n],
      ]),
      [[0n, max]],
    );
  });
});
