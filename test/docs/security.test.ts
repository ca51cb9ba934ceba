/** docs/security.md names a test in each row of its tables of attempts, and the tests exist. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { missingTests, namedTests } from './named-tests.ts';

const PATH = 'docs/security.md';
const text = readFileSync(PATH, 'utf8');

describe(PATH, () => {
  it('names tests that exist', () => assert.deepEqual(missingTests(text), []));

  it('names a test in each row about an attempt', () => {
    const tables = text.split('\n## ').filter(section => section.includes('| who | attempt |'));
    const rows = tables.flatMap(section => section.split('\n').filter(line => line.startsWith('| ') && !line.startsWith('| who |')));
    assert.ok(tables.length === 3 && rows.length > 20);
    assert.equal(namedTests(text).length, rows.length);
  });

  it('a test that does not exist is detected', () => {
    const row = (test: string) => `| a | b | ${test} |\n`;
    assert.deepEqual(missingTests(row('`test/docs/security.test.ts`: names a test')), []);
    const absent = ['no', 'such', 'title'].join(' ');
    assert.equal(missingTests(row(`\`test/docs/security.test.ts\`: ${absent}`)).length, 1);
    assert.throws(() => missingTests(row('`test/docs/none.test.ts`')), /ENOENT/);
  });
});
