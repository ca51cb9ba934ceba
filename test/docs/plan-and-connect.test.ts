/** The page's commands print what it shows. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { hnsPolicy } from '../cli/command-line.ts';
import { executable } from '../cli/executable.ts';
import { blocksOf, isAsShown, typedIn } from './console.ts';

const PATH = 'docs/plan-and-connect.md';
const FILES = ['chart.yaml', 'broken.yaml'];

describe(PATH, () => {
  const blocks = blocksOf(readFileSync(PATH, 'utf8'));
  const manifests = blocks.filter(({ language }) => language === 'yaml');
  const typed = blocks.filter(({ language }) => language === 'console').flatMap(({ text }) => typedIn(text));
  const folder = executable();
  after(() => folder.remove());

  it('has two files and six commands', () => assert.deepEqual([manifests.length, typed.length], [FILES.length, 6]));

  for (const { command, output } of typed) {
    it(command, async () => {
      const paths = manifests.map(({ text }, index) => folder.file(FILES[index]!, text));
      const argv = command.split(' ').slice(1);
      const { out, err } = await hnsPolicy(argv.map(word => paths[FILES.indexOf(word)] ?? word));
      const printed = (err + out).replaceAll(`${dirname(paths[0]!)}/`, '');
      assert.ok(isAsShown(output, printed), printed);
    });
  }
});
