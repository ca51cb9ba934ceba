import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';

const documents = globSync('**/*.md', { exclude: ['node_modules', 'dist', 'out', '**/bin', '**/obj'] }).map(path =>
  path.replaceAll('\\', '/'),
);

/** GitHub's anchors of headings. The second heading with the same name has `name-1`. */
function anchorsIn(markdown: string): string[] {
  const times = new Map<string, number>();
  return [...withoutBlocks(markdown).matchAll(/^#+ (.*)$/gm)].map(([, title]) => {
    const text = title!.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').trim();
    const name = text
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
      .replaceAll(' ', '-');
    const before = times.get(name) ?? 0;
    times.set(name, before + 1);
    return before === 0 ? name : `${name}-${before}`;
  });
}

/** Links within the repository: path (empty for this document) and anchor. */
function linksIn(markdown: string): [path: string, anchor: string | undefined][] {
  const text = withoutBlocks(markdown).replaceAll(/`[^`\n]*`/g, '');
  const targets = [...text.matchAll(/\]\(([^()\s]+)\)/g)].map(match => match[1]!);
  return targets.filter(target => !/^[a-z]+:/.test(target)).map(target => target.split('#') as [string, string | undefined]);
}

function withoutBlocks(markdown: string): string {
  return markdown.replaceAll(/^```[\s\S]*?^```$/gm, '').replaceAll(/<!--[\s\S]*?-->/g, '');
}

function broken(document: string, markdown: string): string[] {
  return linksIn(markdown).flatMap(([path, anchor]) => {
    const target = path === '' ? document : posix.join(posix.dirname(document), path);
    if (path !== '' && !existsSync(target)) return [`${document}: ${path}: no such file`];
    if (anchor === undefined) return [];
    const anchors = anchorsIn(path === '' ? markdown : readFileSync(target, 'utf8'));
    return anchors.includes(anchor) ? [] : [`${document}: ${path}#${anchor}: no such heading`];
  });
}

describe('the documents', () => {
  it('are found', () => assert.ok(documents.includes('README.md') && documents.includes('docs/tutorial.md'), String(documents)));

  for (const document of documents) {
    it(`${document}: every link has a target`, () => assert.deepEqual(broken(document, readFileSync(document, 'utf8')), []));
  }

  it('in docs/ can all be reached from the README', () => {
    const found = new Set(['README.md']);
    for (const document of found)
      for (const [path] of linksIn(readFileSync(document, 'utf8'))) {
        const target = posix.join(posix.dirname(document), path);
        if (target.endsWith('.md')) found.add(target);
      }
    assert.deepEqual(
      documents.filter(document => document.startsWith('docs/') && !found.has(document)),
      [],
    );
  });

  it('a broken link is detected', () => {
    const text = '# One `two`, three\n# A\n## A\n[a](#one-two-three) [b](#a-1) [c](README.md) `[d](nowhere)`\n```\n[e](nowhere)\n```\n';
    assert.deepEqual(broken('x.md', text), []);
    assert.deepEqual(broken('x.md', `${text}[f](nowhere.md) [g](#a-2) [h](README.md#nowhere)`), [
      'x.md: nowhere.md: no such file',
      'x.md: #a-2: no such heading',
      'x.md: README.md#nowhere: no such heading',
    ]);
  });
});
