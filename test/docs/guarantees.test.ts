/** docs/guarantees.md names tests that exist, and README.md repeats its summary. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { missingTests, namedTests } from './named-tests.ts';

const PATH = 'docs/guarantees.md';
const text = readFileSync(PATH, 'utf8');

describe(PATH, () => {
  it('names tests that exist', () => {
    assert.ok(namedTests(text).length > 10);
    assert.deepEqual(missingTests(text), []);
  });

  it('has rows for a kube-proxy without DSR and an HNS without its fixes', () => {
    for (const row of [
      'without DSR: connections to pod addresses',
      'without DSR: connections through Services',
      'HNS without the fix: a policy is edited',
    ])
      assert.match(text, new RegExp(`^\\| ${row} \\| .+ \\| \`test/`, 'm'));
  });

  it('has the summary that README.md quotes', () => {
    const summary = /^> (A pod that has its ACLs .*)$/m.exec(text)?.[1];
    assert.ok(summary && readFileSync('README.md', 'utf8').includes(`> ${summary}\n`));
  });
});
