import assert from 'node:assert/strict';
import fc from 'fast-check';
import { contains, type Interval, intersect, isSubset, meets, reaching, subtract, union } from '../../src/core/interval.ts';

// Small enough to enumerate: every set is compared with the plain list of its members.
const UNIVERSE = Array.from({ length: 40 }, (_, value) => value);
const anyInterval = fc.tuple(fc.nat(39), fc.nat(39)).map(([a, b]): Interval<number> => [Math.min(a, b), Math.max(a, b)]);
const anyIntervals = fc.array(anyInterval, { maxLength: 8 });
const inside = (intervals: readonly Interval<number>[], value: number) =>
  intervals.some(([first, last]) => first <= value && value <= last);

describe('core/interval', () => {
  it('a union contains exactly the members of its parts, sorted, disjoint and not adjacent', () => {
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

  it('a difference contains exactly the members of the first set that are not in the second', () => {
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

  it('an intersection contains exactly the common members, and meets() is true if there are any', () => {
    fc.assert(
      fc.property(anyIntervals, anyIntervals, (a, b) => {
        const set = intersect(union(a), union(b));
        assert.deepEqual(
          UNIVERSE.filter(value => contains(set, value)),
          UNIVERSE.filter(value => inside(a, value) && inside(b, value)),
        );
        assert.deepEqual(set, union(set));
        assert.equal(meets(union(a), union(b)), set.length > 0);
      }),
    );
  });

  it('a set is a subset of another if all its members are in the other', () => {
    fc.assert(
      fc.property(anyIntervals, anyIntervals, (a, b) => {
        const expected = UNIVERSE.every(value => !inside(a, value) || inside(b, value));
        assert.equal(isSubset(union(a), union(b)), expected);
        assert.equal(isSubset(intersect(union(a), union(b)), union(b)), true);
      }),
    );
  });

  it('the interval that reaches a value is the first that ends there or above', () => {
    fc.assert(
      fc.property(anyIntervals, fc.nat(45), (a, value) => {
        const set = union(a);
        assert.deepEqual(
          reaching(set, value),
          set.find(([, last]) => last >= value),
        );
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
