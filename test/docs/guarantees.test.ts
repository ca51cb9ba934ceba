/** docs/guarantees.md names tests that exist, and README.md repeats its summary. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const PATH = 'docs/guarantees.md';
const text = readFileSync(PATH, 'utf8');

describe(PATH, () => {
  it('names tests that exist', () => {
    const named = [...text.matchAll(/^\|.*\| `(test\/[^`]+)`(?:: ([^|]*?))? \|$/gm)].map(
      ([, path, title]) => [path!, title ?? ''] as const,
    );
    assert.ok(named.length > 10);
    assert.deepEqual(
      named.filter(([path, title]) => !readFileSync(path, 'utf8').includes(title)),
      [],
    );
  });

  it('has the summary that README.md quotes', () => {
    const summary = /^> (A pod that has its ACLs .*)$/m.exec(text)?.[1];
    assert.ok(summary && readFileSync('README.md', 'utf8').includes(`> ${summary}\n`));
  });
});
