import assert from 'node:assert/strict';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { ROOT } from '../part.ts';
import { POWERSHELL_7, POWERSHELL_51, runPowerShell } from './run.ts';

const BUILD = join(ROOT, 'build.ps1');
const MEBIBYTE = 2 ** 20;

describe('build.ps1', function () {
  // Compiles, and installs packages.
  this.timeout(0);

  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'package-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  it('builds, and lays out the folder of the image: all that the agent needs on Windows x64, and nothing else', async () => {
    const Destination = join(folder, 'image');
    const { status, err } = await runPowerShell({ file: BUILD, parameters: { Task: 'Package', Destination }, on: POWERSHELL_51 });
    assert.equal(status, 0, err);
    const { major } = /"node_modules\/node": \{\s*"version": "(?<major>\d+)/.exec(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'))!
      .groups!;
    for (const file of [
      'package.json',
      'dist/cli/main.js',
      'dist/hns/edge.js',
      'windows/Debug-HnsPolicy.ps1',
      'windows/HnsPolicy/HnsPolicy.psd1',
      'windows/HnsPolicy/Transport.ps1',
      'windows/HnsPolicy/bin/net472/HnsPolicy.Bridge.dll',
      'windows/HnsPolicy/bin/netstandard2.0/HnsPolicy.Bridge.dll',
      'node_modules/winston/package.json',
      `node_modules/edge-js/lib/native/win32/x64/${major}/edge_nativeclr.node`,
      `node_modules/edge-js/lib/native/win32/x64/${major}/vcruntime140.dll`,
    ]) {
      assert.ok(existsSync(join(Destination, file)), file);
    }
    const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as { packages: Record<string, { dev?: boolean }> };
    const development = Object.keys(lock.packages).filter(path => lock.packages[path]?.dev);
    assert.ok(development.length > 50);
    for (const path of development) assert.ok(!existsSync(join(Destination, path)), path);
    const binaries = globSync('node_modules/edge-js/lib/native/win32/*/*/', { cwd: Destination });
    assert.deepEqual(
      binaries.map(path => path.replaceAll('\\', '/').split('/').slice(-2).join('/')),
      [`x64/${major}`],
    );
    const size = globSync('**', { cwd: Destination })
      .map(path => statSync(join(Destination, path)))
      .reduce((sum, stat) => sum + (stat.isFile() ? stat.size : 0), 0);
    console.log(`      the image's folder: ${(size / MEBIBYTE).toFixed(0)} MiB without node.exe`);
    assert.ok(size < 120 * MEBIBYTE);
  });

  it('ends with a non-zero status at the first error, and says which', async () => {
    for (const name of ['npm', 'npm.cmd']) writeFileSync(join(folder, name), '#!/bin/sh\nexit 7\n', { mode: 0o755 });
    const { status, err } = await runPowerShell({
      file: BUILD,
      parameters: { Task: 'Package', Destination: join(folder, 'other') },
      on: POWERSHELL_7,
      env: { PATH: `${folder}${delimiter}${process.env.PATH}` },
    });
    assert.notEqual(status, 0);
    assert.match(err, /npm\S* run --silent build ended with 7/);
    assert.ok(!existsSync(join(folder, 'other')));
  });

  it('knows no other task', async () => {
    const { status, err } = await runPowerShell({ file: BUILD, parameters: { Task: 'Deploy' } });
    assert.notEqual(status, 0);
    assert.match(err, /Deploy/);
  });
});
