/** Replays the `hns-policy` commands of a document on the files that it shows. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hnsPolicy } from '../cli/command-line.ts';
import { blocksOf, isAsShown, typedIn } from './console.ts';

/** Defines one test for each command of the document's console blocks. @param file Name of the file that its first YAML block shows. */
export function replayed(path: string, file: string): void {
  const blocks = blocksOf(readFileSync(path, 'utf8'));
  const yaml = blocks.filter(({ language }) => language === 'yaml')[0]!.text;
  const typed = blocks.filter(({ language }) => language === 'console').flatMap(({ text }) => typedIn(text));

  describe(`${path} when it is followed`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'document-'));
    before(() => writeFileSync(join(folder, file), yaml));
    after(() => rmSync(folder, { recursive: true }));

    it('shows commands', () => assert.notEqual(typed.length, 0));

    for (const { command, output } of typed) {
      it(command, async () => {
        const [program, ...argv] = command.replaceAll('\\\n', ' ').split(/ +/);
        assert.equal(program, 'hns-policy');
        const { out, err } = await hnsPolicy(argv.map(word => (word === file ? join(folder, file) : word)));
        const printed = (err + out).replaceAll(`${folder}/`, '');
        assert.ok(isAsShown(output, printed), printed);
      });
    }
  });
}
