import assert from 'node:assert/strict';
import { ofNumbers } from '../../src/core/interval.ts';
import { IntervalSharing } from '../../src/core/interval-sharing.ts';

describe('core/interval-sharing', () => {
  it('equal intervals are the same object, and so are equal sets', () => {
    const sharing = new IntervalSharing();
    const set = () => sharing.set(ofNumbers([1, 2, 3, 7, 9, 10], sharing.one));
    assert.deepEqual(set(), [
      [1, 3],
      [7, 7],
      [9, 10],
    ]);
    assert.equal(set(), set());
    assert.equal(ofNumbers([1, 2, 3, 5], sharing.one)[0], set()[0]);
  });

  it('sets of equal length with other members stay as they are', () => {
    const sharing = new IntervalSharing();
    const [one, other] = [sharing.set(ofNumbers([1, 5], sharing.one)), sharing.set(ofNumbers([1, 6], sharing.one))];
    assert.deepEqual(other[1], [6, 6]);
    assert.equal(one[0], other[0]);
  });

  it('intervals at both ends of the address space do not collide', () => {
    const sharing = new IntervalSharing();
    const bounds: readonly (readonly [number, number])[] = [
      [0, 0],
      [0, 2 ** 20],
      [1, 2 ** 20],
      [0, 2 ** 32 - 1],
      [2 ** 32 - 1, 2 ** 32 - 1],
      [2 ** 32 - 2 ** 20, 2 ** 32 - 1],
    ];
    for (const _round of [1, 2]) for (const [first, last] of bounds) assert.deepEqual(sharing.one(first, last), [first, last]);
  });

  it('a full table is cleared', () => {
    const sharing = new IntervalSharing(2);
    const first = sharing.one(1, 1);
    for (let value = 2; value < 9; value++) sharing.one(value, value);
    assert.notEqual(sharing.one(1, 1), first);
  });
});
