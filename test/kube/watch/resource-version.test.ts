import assert from 'node:assert/strict';
import { isEarlier } from '../../../src/kube/watch/resource-version.ts';
import { Silences } from '../../../src/kube/watch/silences.ts';

describe('kube/resource-version', () => {
  it('compares integers of any size', () => {
    for (const [earlier, later] of [
      ['9', '10'],
      ['899', '900'],
      ['9007199254740992', '9007199254740993'],
      ['99999999999999999999999', '100000000000000000000000'],
    ] as const) {
      assert.deepEqual([isEarlier(earlier, later), isEarlier(later, earlier), isEarlier(later, later)], [true, false, false]);
    }
  });

  it('does not compare other text', () => {
    for (const other of ['', '0', '007', '-5', '1e3', 'abc', '5 ']) {
      assert.deepEqual([isEarlier(other, '900'), isEarlier('1', other)], [false, false], other);
    }
  });
});

describe('kube/silences', () => {
  it('spread the watches before a list over a minute', () => {
    const silences = new Silences(
      () => 0.5,
      () => 0,
    );
    assert.equal(silences.patience(), 150_000);
    silences.isListDue();
    assert.equal(silences.patience(), 180_000);
    silences.end();
    assert.equal(silences.patience(), 150_000);
  });
});
