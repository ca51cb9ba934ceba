import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';

const ARCHITECTURE = readFileSync('ARCHITECTURE.md', 'utf8');

/** Problems of a decision's name, its sections and its line in the list. */
function problems(path: string, text: string, list: string): string[] {
  const [, number, slug] = /^docs\/decisions\/(\d{4})-([a-z0-9-]+)\.md$/.exec(path) ?? [];
  if (!slug) return [`${path}: not named NNNN-title.md`];
  const [heading = '', ...sections] = text.split(/^(?=#+ )/m).map(part => part.split('\n'));
  const [, of, title] = /^# (\d+)\. (.+)$/.exec(heading[0]!) ?? [];
  return [
    ...(Number(of) === Number(number) ? [] : ['the heading has another number']),
    ...(sections.map(([name]) => name).join() === '## Context,## Decision,## Consequences'
      ? []
      : ['the sections are not Context, Decision, Consequences']),
    ...(sections.every(([, ...lines]) => lines.join('').trim() !== '') ? [] : ['a section is empty']),
    ...(list.includes(`\n${Number(number)}. [${title}](${path})\n`) ? [] : ['ARCHITECTURE.md does not list it by its title']),
  ].map(problem => `${path}: ${problem}`);
}

describe('the decisions', () => {
  const paths = globSync('docs/decisions/*.md')
    .map(path => path.replaceAll('\\', '/'))
    .sort();

  it('are numbered without a gap', () => {
    assert.ok(paths.length >= 26, String(paths));
    assert.deepEqual(
      paths.map(path => Number(/\d{4}/.exec(path)?.[0])),
      paths.map((_, index) => index + 1),
    );
  });

  for (const path of paths)
    it(`${path} has its sections and is listed`, () => assert.deepEqual(problems(path, readFileSync(path, 'utf8'), ARCHITECTURE), []));

  it('ARCHITECTURE.md stays a map of at most 150 lines', () => {
    assert.ok(ARCHITECTURE.trimEnd().split('\n').length <= 150);
  });

  it('an incomplete or unlisted decision is detected', () => {
    const path = 'docs/decisions/0007-peers-as-address-lists.md';
    const text = '# 7. A title\n\n## Context\n\na\n\n## Decision\n\nb\n\n## Consequences\n\nc\n';
    const list = `x\n7. [A title](${path})\n`;
    assert.deepEqual(problems(path, text, list), []);
    assert.equal(problems(path.replace('0007-', ''), text, list).length, 1);
    assert.equal(problems(path, text.replace('# 7', '# 8'), list).length, 1);
    assert.equal(problems(path, text.replace('## Context\n\na\n\n', ''), list).length, 1);
    assert.equal(problems(path, text.replace('\nc\n', ''), list).length, 1);
    assert.equal(problems(path, text, list.replace('A title', 'Another')).length, 1);
  });
});
