import assert from 'node:assert/strict';
import { Claims, disputes, strongest } from '../../src/core/claims.ts';
import type { Pod } from '../../src/core/model.ts';
import { pod } from '../agent/objects.ts';

const A = '10.0.0.1';
const B = '10.0.0.2';
const live = pod('live', A);
const other = pod('other', A);
const ending = pod('ending', A, {}, { terminating: true });

describe('core/claims', () => {
  const names = (pods: readonly Pod[]) => pods.map(({ name }) => name).sort();

  it('a live pod beats a terminating one, and equal claims are all kept and sorted', () => {
    assert.deepEqual(strongest([]), []);
    assert.deepEqual(strongest([ending, live]), [live]);
    assert.deepEqual(strongest([other, ending, live]), [live, other]);
    assert.deepEqual(strongest([ending]), [ending]);
  });

  it('pods of the host network and finished pods claim no address', () => {
    const claims = new Claims();
    for (const more of [{ hostNetwork: true }, { finished: true }]) claims.replace(undefined, { ...live, ...more });
    assert.deepEqual(claims.owners(A), []);
  });

  it('is updated by pod changes, and returns the other pods whose claims may have changed', () => {
    const claims = new Claims();
    const steps: readonly (readonly [before: Pod | undefined, after: Pod | undefined, rivals: string[], owners: string[]])[] = [
      [undefined, ending, [], ['ending']],
      [undefined, live, ['ending'], ['live']],
      [undefined, other, ['ending', 'live'], ['live', 'other']],
      [other, { ...other, addresses: [B] }, ['ending', 'live'], ['live']],
      [live, { ...live, finished: true }, ['ending'], ['ending']],
      [ending, undefined, [], []],
    ];
    for (const [index, [before, after, rivals, owners]] of steps.entries()) {
      assert.deepEqual(names(claims.replace(before, after)), rivals, `step ${index}`);
      assert.deepEqual(names(claims.owners(A)), owners, `step ${index}`);
    }
    assert.deepEqual(names(claims.owners(B)), ['other']);
  });

  it('a change without effect on addresses affects no other pod', () => {
    const claims = new Claims();
    claims.replace(undefined, live);
    claims.replace(undefined, other);
    const relabelled = { ...live, labels: { app: 'web' } };
    assert.deepEqual(claims.replace(live, relabelled), []);
    assert.deepEqual(claims.owners(A), [relabelled, other]);
  });

  it('the message of a dispute stays short, even if many pods claim the address', () => {
    const many = Array.from({ length: 1000 }, (_, index) => pod(`p${index}`, A));
    const [first] = disputes([A], many);
    assert.match(first!.message, /^10\.0\.0\.1 is also claimed by demo\/p1, demo\/p2, demo\/p3 and 996 more on this node/);
    assert.equal(disputes([A], many).length, 1000);
  });
});
