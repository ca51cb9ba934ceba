import assert from 'node:assert/strict';
import { acl } from '../../../src/hns/acl/acl.ts';
import { assertOrdered, priorities } from '../../../src/hns/acl/priority.ts';

describe('hns/priority', () => {
  it('300, 1000 and 65000, if they are free', () => {
    assert.deepEqual(priorities(new Set()), { always: 300, granted: 1000, last: 65000 });
    assert.deepEqual(priorities(new Set([200, 300, 10000, 65000, 65001, 65499])), { always: 301, granted: 1000, last: 65002 });
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
