import assert from 'node:assert/strict';
import fc from 'fast-check';
import { acl } from '../../../src/hns/acl/acl.ts';
import { assertOrdered, closedPriorities, priorities } from '../../../src/hns/acl/priority.ts';

describe('hns/priority', () => {
  it('300, 1000 and 65000, if they are free', () => {
    assert.deepEqual(priorities(new Set()), { always: 300, granted: 1000, last: 65000 });
    assert.deepEqual(priorities(new Set([200, 300, 10000, 65000, 65001, 65499])), { always: 301, granted: 1000, last: 65002 });
  });

  describe('beside many foreign ACLs', () => {
    const range = (first: number, last: number) => new Set(Array.from({ length: last - first + 1 }, (_, i) => first + i));

    it('move the catch-all ACL up to 65500, and then below 65000', () => {
      assert.equal(priorities(range(65000, 65499)).last, 65500);
      assert.equal(priorities(range(65000, 65500)).last, 64999);
      assert.deepEqual(priorities(range(1002, 65500)), { always: 300, granted: 1000, last: 1001 });
    });

    it('move the grants up, and the catch-all ACL stays behind them', () => {
      assert.deepEqual(priorities(range(1000, 65000)), { always: 300, granted: 65001, last: 65002 });
      assert.deepEqual(priorities(range(300, 65498)), { always: 65499, granted: 65499, last: 65500 });
    });

    it('are an error if fewer than two numbers from 1000 on are free', () => {
      assert.throws(() => priorities(range(1000, 65500)), RangeError);
      assert.throws(() => priorities(range(1000, 65499)), RangeError);
      assert.deepEqual(priorities(range(1000, 65498)), { always: 300, granted: 65499, last: 65500 });
    });

    it('leave room for a direction without grants', () => {
      assert.deepEqual(closedPriorities(range(1000, 65500)), { always: 300, last: 999 });
      assert.throws(() => closedPriorities(range(1, 65499)), RangeError);
    });

    it('share no number with them, for random numbers', () => {
      const edges = [299, 300, 301, 999, 1000, 1001, 64998, 64999, 65000, 65001, 65499, 65500];
      fc.assert(
        fc.property(fc.subarray(edges), fc.constantFrom(0, 302, 1002), fc.constantFrom(0, 997, 64997), (some, first, end) => {
          const held = new Set([...some, ...(first > 0 && end > first ? range(first, end) : [])]);
          const { always, granted, last } = priorities(held);
          assert.ok([always, granted, last].every(number => !held.has(number) && number <= 65500));
          assert.ok(Math.max(always, granted) < last);
        }),
      );
    });
  });

  it('two actions with the same direction and priority are a bug and are never written', () => {
    const allow = acl({ direction: 'In', action: 'Allow', priority: 1000, addresses: '10.0.0.1' }, '');
    const block = (direction: 'In' | 'Out', priority: number) => acl({ direction, action: 'Block', priority }, '');
    assert.throws(() => assertOrdered([allow, block('In', 1000)]), /two actions at In Switch 1000/);
    assertOrdered([allow, block('In', 1001), block('Out', 1000), acl({ direction: 'In', action: 'Allow', priority: 1000 }, '')]);
    assert.throws(() => assertOrdered([allow, allow]), /two ACLs with the Id/);
  });

  it('an empty list is a bug that is never written', () => {
    assert.throws(() => acl({ direction: 'In', action: 'Allow', priority: 1, addresses: '' }, ''), /would mean any/);
    assert.throws(() => acl({ direction: 'In', action: 'Allow', priority: 1, protocol: 'TCP', ports: '' }, ''), /would mean any/);
  });
});
