import assert from 'node:assert/strict';
import { mapLimit } from '../../src/async/map-limit.ts';

describe('async/map-limit', () => {
  it('works on a limited number of items at a time and returns the results in the order of the items', async () => {
    let running = 0;
    let most = 0;
    const ends: (() => void)[] = [];
    const results = mapLimit(['a', 'b', 'c'], 2, async item => {
      most = Math.max(most, ++running);
      await new Promise<void>(resolve => ends.push(resolve));
      running--;
      return item.toUpperCase();
    });
    for (const index of [1, 0, 2]) {
      ends[index]!();
      await new Promise<void>(resolve => setImmediate(resolve));
    }
    assert.deepEqual(await results, ['A', 'B', 'C']);
    assert.equal(most, 2);
  });

  it('fails as soon as one item fails', async () => {
    await assert.rejects(
      mapLimit([1, 2], 2, async item => (item === 2 ? assert.fail('two') : item)),
      { message: 'two' },
    );
  });
});
