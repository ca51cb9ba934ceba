import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSources } from '../../src/cli/offline/manifest-source.ts';
import type { Problem } from '../../src/cli/offline/problem.ts';

describe('cli/manifest-source', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'manifests-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (name: string, content: string | Uint8Array): string => {
    const path = join(folder, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, content);
    return path;
  };

  async function read(paths: readonly string[], { recursive = false, stdin = '' } = {}) {
    const problems: Problem[] = [];
    const sources = await readSources(paths, recursive, async () => Buffer.from(stdin), problems);
    return { sources: sources.map(({ bytes, ...source }) => ({ ...source, text: bytes.toString() })), problems };
  }

  it('reads .json, .yaml and .yml files of a directory by name, without subdirectories', async () => {
    for (const name of ['b.yaml', 'a.yml', 'c.json', 'notes.txt', 'deep/d.yaml']) write(name, name);
    const { sources, problems } = await read([folder]);
    assert.deepEqual(
      sources.map(source => source.text),
      ['a.yml', 'b.yaml', 'c.json'],
    );
    assert.deepEqual(problems, []);
    assert.ok(sources.every(source => !source.explicit));
  });

  it('reads subdirectories with --recursive', async () => {
    for (const name of ['b.yaml', 'a/d.yaml', 'a/b/c.json']) write(name, name);
    const { sources } = await read([folder], { recursive: true });
    assert.deepEqual(
      sources.map(source => source.text),
      ['a/b/c.json', 'a/d.yaml', 'b.yaml'],
    );
  });

  it('follows links to files, as in a mounted ConfigMap', async () => {
    write('data/policy.yaml', 'x');
    symlinkSync(join(folder, 'data', 'policy.yaml'), join(folder, 'policy.yaml'));
    const { sources } = await read([folder]);
    assert.deepEqual(
      sources.map(source => source.text),
      ['x'],
    );
  });

  it('reads a given file of any name, and standard input once', async () => {
    const path = write('manifest', 'text');
    const { sources } = await read([path, '-', path, '-'], { stdin: 'input' });
    assert.deepEqual(sources, [
      { name: path, text: 'text', explicit: true },
      { name: 'stdin', text: 'input', explicit: true },
    ]);
  });

  it('reads UTF-8 and UTF-16 with a byte order mark', async () => {
    const wide = Buffer.from('\ufeffä', 'utf16le');
    const paths = [write('1', '\ufeffä'), write('2', wide), write('3', Buffer.from(wide).swap16())];
    const { sources } = await read(paths);
    assert.deepEqual(
      sources.map(source => source.text),
      ['ä', 'ä', 'ä'],
    );
  });

  it('reports unreadable sources and reads the rest', async () => {
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    const bytes = write('latin1.yaml', Buffer.from([0x61, 0xe4, 0x62]));
    const good = write('good.yaml', 'good');
    const missing = join(folder, 'missing.yaml');
    const { sources, problems } = await read([missing, bytes, empty, good]);
    assert.deepEqual(
      sources.map(source => source.text),
      ['good'],
    );
    assert.deepEqual(problems, [
      { file: missing, message: 'no such file or directory' },
      { file: empty, message: 'contains no .yaml, .yml or .json file' },
      { file: bytes, message: 'is not UTF-8 or UTF-16 text' },
    ]);
  });

  it('names an unreadable file in a directory', async () => {
    write('good.yaml', 'good');
    mkdirSync(join(folder, 'target'));
    symlinkSync(join(folder, 'target'), join(folder, 'a.yaml'));
    const { sources, problems } = await read([folder]);
    assert.deepEqual(problems, [{ file: join(folder, 'a.yaml'), message: 'is a directory' }]);
    assert.deepEqual(
      sources.map(source => source.text),
      ['good'],
    );
  });
});
