import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { needs } from '../../needs.ts';
import { ROOT } from '../part.ts';
import { POWERSHELL_7, POWERSHELL_51, runPowerShell } from './run.ts';

const BUILD = join(ROOT, 'build.ps1');

describe('build.ps1', function () {
  // Compiles, and installs packages.
  this.timeout(0);

  let folder: string;
  before(function () {
    folder = mkdtempSync(join(tmpdir(), 'package-'));
    needs(this, 'dotnet');
  });
  after(() => rmSync(folder, { recursive: true }));

  it('builds and fills the folder of the image', async () => {
    const Destination = join(folder, 'image');
    const { status, err } = await runPowerShell({ file: BUILD, parameters: { Task: 'Package', Destination }, on: POWERSHELL_51 });
    assert.equal(status, 0, err);
    // test/deploy/package.test.ts checks the other files.
    for (const file of [
      'node.exe',
      'dist/cli/main.js',
      'node_modules/winston/package.json',
      'windows/HnsPolicy/bin/net472/HnsPolicy.Bridge.dll',
      'windows/HnsPolicy/bin/netstandard2.0/HnsPolicy.Bridge.dll',
    ]) {
      assert.ok(existsSync(join(Destination, file)), file);
    }
  });

  it('exits with a non-zero status after the first error and prints it', async () => {
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

  it('rejects an unknown task', async () => {
    const { status, err } = await runPowerShell({ file: BUILD, parameters: { Task: 'Deploy' } });
    assert.notEqual(status, 0);
    assert.match(err, /Deploy/);
  });
});
