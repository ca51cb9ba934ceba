import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Script } from 'node:vm';
import { dist } from '../dist.ts';

/** The program in a Node.js of another version. `process.versions` is all that the entry reads. */
function runAs(version: string, main: string) {
  const script = `
    Object.defineProperty(process.versions, 'node', { value: '${version}' });
    Object.defineProperty(process, 'version', { value: 'v${version}' });
    process.argv.push('main', '--version');
    import(${JSON.stringify(main)});`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('cli: a Node.js that is too old', () => {
  let main: string;
  before(async () => {
    main = join(await dist(), 'cli/main.js');
  });

  for (const version of ['12.22.12', '18.20.8', '20.19.2', '22.18.0']) {
    it(`${version} prints one sentence and exits with 1`, () => {
      const { status, stdout, stderr } = runAs(version, main);
      const message = `error: hns-policy needs Node.js 22.19 or newer, but ${process.execPath} is v${version}\n`;
      assert.deepEqual({ status, stdout, stderr }, { status: 1, stdout: '', stderr: message });
    });
  }

  for (const version of ['22.19.0', '24.0.0', '100.0.0']) {
    it(`${version} is accepted`, () => {
      const { status, stdout, stderr } = runAs(version, resolve('src/cli/main.ts'));
      assert.deepEqual([status, stderr], [0, '']);
      assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
    });
  }

  it('is one that package.json excludes', () => {
    assert.equal(JSON.parse(readFileSync('package.json', 'utf8')).engines.node, '>=22.19');
  });

  it('loads the entry, which has no static import and no syntax that is newer than modules and import()', () => {
    const text = readFileSync(main, 'utf8').replace(/^#!.*|^export \{\};$|\/\/.*$|\/\*.*\*\/$/gm, '');
    // A script has no static import, no export and no top-level await.
    new Script(text);
    assert.doesNotMatch(text, /\?\.|\?\?|#\w|\b\d+_\d|\b(?:async|await|class|static)\b/);
  });

  const node = '/usr/bin/node';
  const found = (spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout ?? '').trim();
  if (/^v(1\d|20)\./.test(found)) {
    it(`${found} of this machine prints the sentence`, () => {
      const { status, stdout, stderr } = spawnSync(node, [main, 'status'], { encoding: 'utf8' });
      assert.deepEqual([status, stdout, stderr], [1, '', `error: hns-policy needs Node.js 22.19 or newer, but ${node} is ${found}\n`]);
    });
  }
});
