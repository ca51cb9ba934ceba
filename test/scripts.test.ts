import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Readonly<Record<string, string>> };

describe('package.json scripts', () => {
  it('install in a separate shell, because a shell that ran the machine’s Node may not find the pinned one', () => {
    const INSTALL = 'node scripts/install.mjs';
    for (const [name, script] of Object.entries(scripts)) if (script.includes(INSTALL)) assert.equal(script, INSTALL, name);
  });

  it('in documents install missing dependencies first', () => {
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

  /** A fake npm. Its `ci` empties node_modules and exits with this status. */
  function npmEnvironment(status: number): NodeJS.ProcessEnv {
    const npm = join(folder, 'npm.mjs');
    writeFileSync(
      npm,
      `import { rmSync } from 'node:fs';
if (process.argv[2] === 'ci') { rmSync('node_modules', { recursive: true, force: true }); process.exit(${status}); }`,
    );
    return { ...process.env, npm_execpath: npm, npm_node_execpath: process.execPath };
  }

  const install = (status: number) =>
    spawnSync(process.execPath, [join(folder, 'scripts/install.mjs')], { env: npmEnvironment(status) }).status;

  it('runs npm on the machine’s Node, because npm ci removes the pinned one', () => {
    const pinned = join(folder, 'node_modules/node/bin/node');
    mkdirSync(dirname(pinned), { recursive: true });
    symlinkSync(process.execPath, pinned);
    // A copy would need a hundred megabytes, and Node resolves a symbolic link.
    writeFileSync(join(folder, 'scripts/pinned.mjs'), `process.execPath = ${JSON.stringify(pinned)};\nawait import('./install.mjs');\n`);
    assert.equal(spawnSync(process.execPath, [join(folder, 'scripts/pinned.mjs')], { env: npmEnvironment(0) }).status, 0);
  });

  it('keeps the compiled test parts, even if npm fails', () => {
    for (const status of [0, 7]) {
      assert.equal(install(status), status);
      assert.ok(existsSync(join(folder, 'node_modules/.cache/compiled')));
      assert.ok(!existsSync(join(folder, 'out/.cache')));
    }
  });
});
