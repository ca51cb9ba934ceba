import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { hnsPolicy } from '../cli/command-line.ts';
import { blocksOf, typedIn } from './console.ts';

const PATH = 'docs/cluster-network-policy.md';
const blocks = blocksOf(readFileSync(PATH, 'utf8'));
const manifests = blocks.find(({ language }) => language === 'yaml')!.text;
const commands = blocks.filter(({ language }) => language === 'console').flatMap(({ text }) => typedIn(text));

describe(PATH, () => {
  it('has examples', () => assert.equal(commands.length, 3));

  for (const { command, output } of commands) {
    it(`shows the output of ${command}`, async () => {
      const [program, ...argv] = command.replace('policies.yaml', '-').split(' ');
      assert.equal(program, 'hns-policy');
      const { out, err } = await hnsPolicy(argv, { stdin: manifests });
      assert.equal(out + err, output);
    });
  }
});
