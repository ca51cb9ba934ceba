/** Replays the `hns-policy` commands of a document on the files that it shows. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { hnsPolicy } from '../cli/command-line.ts';
import { executable } from '../cli/executable.ts';
import { blocksOf, isAsShown, typedIn } from './console.ts';

export interface Shown {
  /** Names of the files that its YAML blocks show, in order. */
  readonly files: readonly string[];
  /** Number of commands. */
  readonly commands: number;
}

/** Defines one test for each command of the document's console blocks. */
export function replayed(path: string, { files, commands }: Shown): void {
  describe(path, () => {
    const blocks = blocksOf(readFileSync(path, 'utf8'));
    const manifests = blocks.filter(({ language }) => language === 'yaml');
    const typed = blocks.filter(({ language }) => language === 'console').flatMap(({ text }) => typedIn(text));
    const folder = executable();
    after(() => folder.remove());

    it(`has ${files.length} files and ${commands} commands`, () =>
      assert.deepEqual([manifests.length, typed.length], [files.length, commands]));

    for (const { command, output } of typed) {
      it(command, async () => {
        const paths = manifests.map(({ text }, index) => folder.file(files[index]!, text));
        const [program, ...argv] = command.split(' ');
        assert.equal(program, 'hns-policy');
        const { out, err } = await hnsPolicy(argv.map(word => paths[files.indexOf(word)] ?? word));
        const printed = (err + out).replaceAll(`${dirname(paths[0]!)}/`, '');
        assert.ok(isAsShown(output, printed), printed);
      });
    }
  });
}
