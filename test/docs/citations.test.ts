import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { BEHAVIOURS } from '../../src/simulator/hns/behaviours.ts';
import { brokenCitations, hasRow } from './citations.ts';

const SOURCES = '{src,test,windows,deploy,scripts,bench}/**/*.{ts,mts,mjs,js,c,h,cs,ps1,psm1,psd1,yaml,yml,json,sh}';
const EXCLUDED = ['**/bin/**', '**/obj/**', '**/node_modules/**', 'test/docs/citations*.ts'];

describe('citations', () => {
  const files = [
    ...globSync([SOURCES, 'deploy/**/Dockerfile*', '*.md', 'docs/**/*.md', '{test,windows,deploy}/**/*.md'], { exclude: EXCLUDED }),
  ].map(path => path.replaceAll('\\', '/'));

  it('in comments and documents name an existing document, section and row', () => {
    assert.deepEqual(
      files.flatMap(path => brokenCitations(path, readFileSync(path, 'utf8'))),
      [],
    );
  });

  it('are found by the search', () => {
    const cited = files.filter(path => /^(src|test|windows)\//.test(path) && readFileSync(path, 'utf8').includes('docs/reference/'));
    assert.ok(cited.length > 40, String(cited));
  });

  it('a simulated behaviour has its source in the reference', () => {
    assert.deepEqual(
      Object.keys(BEHAVIOURS).filter(id => !hasRow('docs/reference/hns-api.md', '8', id)),
      [],
    );
  });

  it('a broken citation is detected', () => {
    const hns = 'docs/reference/hns-api.md';
    const good = [
      `(${hns} §2.2, §2.4 and §8.3 M16, M17; ${hns} §8.1 A3–A5)`,
      ` * as in\n * ${hns} §2.6, which`,
      `docs/reference/calico-windows.md §8 row 15.`,
      'docs/decisions/0007 and docs/install.md',
      'hcsshim#1059, ACN PR#1431, color: #123456',
    ];
    assert.deepEqual(brokenCitations('src/x.ts', good.join('\n')), []);
    assert.deepEqual(brokenCitations(hns, '(§2.6) hcsshim:hcn/hcn.go'), []);

    const bad: [text: string, problem: string][] = [
      [`${hns} §2.99`, `${hns} §2.99: no such section`],
      [`${hns} §2.6, §99.1`, `${hns} §99.1: no such section`],
      [`${hns} §8.3 M16, M99`, `${hns} §8.3: no row M99`],
      [`${hns} §8.1\n * M16`, `${hns} §8.1: no row M16`],
      ['docs/reference/calico-windows.md §8 row 99', 'docs/reference/calico-windows.md §8: no row 99'],
      ['docs/reference/hns.md §2.6', 'docs/reference/hns.md: no such file'],
      ['docs/nowhere.md', 'docs/nowhere.md: no such file'],
      ['see §2.6', '§2.6 without a document'],
      ['hns-api.md 2.6', 'hns-api.md without docs/reference/'],
      ['docs/decisions/0099', 'docs/decisions/0099: no such decision'],
      ['(somewhere#1234)', 'somewhere#1234: source not listed in docs/reference/README.md'],
    ];
    for (const [text, problem] of bad) assert.deepEqual(brokenCitations('src/x.ts', text), [`src/x.ts: ${problem}`]);
    assert.deepEqual(brokenCitations(hns, 'elsewhere:hcn/hcn.go'), [
      `${hns}: elsewhere:hcn/hcn.go: source not listed in docs/reference/README.md`,
    ]);
    assert.deepEqual(brokenCitations(hns, '(§2.99)'), [`${hns}: ${hns} §2.99: no such section`]);
  });
});
