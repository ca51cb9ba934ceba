import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Readonly<Record<string, string>> };

describe('package.json scripts', () => {
  it('install in a shell of their own: one that has run the machine’s Node before may not find the pinned one after', () => {
    const INSTALL = 'node scripts/install.mjs';
    for (const [name, script] of Object.entries(scripts)) if (script.includes(INSTALL)) assert.equal(script, INSTALL, name);
  });

  it('all that the documents tell people to run install what is missing first', () => {
    for (const name of ['demo', 'test', 'build', 'check', 'bench', 'package', 'hns-policy']) assert.ok(scripts[`pre${name}`], name);
  });
});

describe('scripts/install.mjs', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'install-'));
    cpSync('scripts/install.mjs', join(folder, 'scripts/install.mjs'), { recursive: true });
    mkdirSync(join(folder, 'node_modules/.cache'), { recursive: true });
    writeFileSync(join(folder, 'node_modules/.cache/compiled'), 'for minutes');
    writeFileSync(join(folder, 'package-lock.json'), '{ "packages": {} }');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** With an npm whose `ci` empties node_modules and then ends with this status. */
  function install(status: number): number | null {
    const npm = join(folder, 'npm.mjs');
    writeFileSync(
      npm,
      `import { rmSync } from 'node:fs';
if (process.argv[2] === 'ci') { rmSync('node_modules', { recursive: true, force: true }); process.exit(${status}); }`,
    );
    return spawnSync(process.execPath, [join(folder, 'scripts/install.mjs')], { env: { ...process.env, npm_execpath: npm } }).status;
  }

  it('keeps what the tests have compiled, also where npm fails', () => {
    for (const status of [0, 7]) {
      assert.equal(install(status), status);
      assert.ok(existsSync(join(folder, 'node_modules/.cache/compiled')));
      assert.ok(!existsSync(join(folder, 'out/.cache')));
    }
  });
});
