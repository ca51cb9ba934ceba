import assert from 'node:assert/strict';
import { relistDelay } from '../../../src/kube/watch/list-delay.ts';

describe('kube/list-delay', () => {
  it('spreads small lists over a second and large ones over 30', () => {
    assert.deepEqual(
      [0, 1_000_000, 1_000_001].map(bytes => relistDelay(bytes, () => 0.5)),
      [500, 500, 15_000],
    );
  });

  it('is never shorter than Retry-After, up to a minute', () => {
    assert.deepEqual(
      [7_000, 86_400_000].map(retryAfter => relistDelay(5, () => 0.5, retryAfter)),
      [7_000, 60_000],
    );
  });
});
