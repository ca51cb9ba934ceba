/** The examples of docs/translate.md are replayed: their files are written, and each command prints what the document shows. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/agent/config-sources.ts';
import { TRANSLATION_NAMES } from '../../src/hns/windows.ts';
import { hnsPolicy } from '../cli/command-line.ts';
import { blocksOf, isAsShown, typedIn } from './console.ts';

const PATH = 'docs/translate.md';
const text = readFileSync(PATH, 'utf8');
const blocks = blocksOf(text);

describe(PATH, () => {
  const folder = mkdtempSync(join(tmpdir(), 'translate-'));
  const files = new Map<string, string>();

  before(() => {
    for (const { language, text: content } of blocks) {
      if (language !== 'yaml') continue;
      const name = /^# (\S+\.yaml)\n/.exec(content)?.[1];
      assert.ok(name !== undefined && !files.has(name), content);
      files.set(name, content);
      writeFileSync(join(folder, name), content);
    }
  });
  after(() => rmSync(folder, { recursive: true }));

  const inFolder = (word: string) => (files.has(word) ? join(folder, word) : word);

  for (const { language, heading, text: session } of blocks) {
    if (language !== 'console') continue;
    for (const { command, output } of typedIn(session)) {
      it(`${heading}: ${command}`, async () => {
        const [program, ...argv] = command.split(' ');
        assert.equal(program, 'hns-policy');
        const { out, err } = await hnsPolicy(argv.map(inFolder));
        assert.ok(isAsShown(output, err + out), `${output}\nbut:\n${err}${out}`);
      });
    }
  }

  it('has a valid configuration', () => {
    const { translate } = readConfig({ file: { path: 'agent.yaml', text: files.get('agent.yaml')! } });
    assert.deepEqual(translate, ['named-ports', 'except']);
  });

  it('lists every value of the setting', () => {
    const listed = [...text.matchAll(/^\| `([a-z0-9-]+)` \|/gm)].map(([, name]) => name).slice(1);
    assert.deepEqual(listed, TRANSLATION_NAMES);
  });

  it('has an example of each feature', () => {
    for (const name of TRANSLATION_NAMES) assert.ok(text.includes(`--translate ${name}\n`), name);
  });
});
