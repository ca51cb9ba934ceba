import assert from 'node:assert/strict';
import { age } from '../../../src/simulator/kube/table/age.ts';

describe('simulator/kube/age', () => {
  const since = '2026-01-01T00:00:00Z';
  for (const [seconds, text] of [
    [-5, '<invalid>'],
    [0, '0s'],
    [119, '119s'],
    [120, '2m'],
    [150, '2m30s'],
    [660, '11m'],
    [3 * 3600, '3h'],
    [3 * 3600 + 600, '3h10m'],
    [9 * 3600, '9h'],
    [49 * 3600, '2d1h'],
    [9 * 86_400, '9d'],
    [800 * 86_400, '2y70d'],
    [4000 * 86_400, '10y'],
  ] as const) {
    it(`shows ${seconds} seconds as ${text}`, () => assert.equal(age(since, Date.parse(since) + seconds * 1000), text));
  }

  it('shows no time as unknown', () => assert.equal(age(undefined), '<unknown>'));
});
