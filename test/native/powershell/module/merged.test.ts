import assert from 'node:assert/strict';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { needs } from '../../../needs.ts';
import { ROOT, run } from '../../part.ts';
import { POWERSHELLS } from '../run.ts';
import { shell } from '../shell.ts';
import { inspect, SCRIPTS } from './inspection.ts';
import { MODULE } from './module.ts';

describe('the merged PowerShell module', function () {
  this.timeout(0);
  const folder = mkdtempSync(join(tmpdir(), 'merged-'));
  const manifest = join(folder, 'HnsPolicy.psd1');
  before(function () {
    needs(this, 'dotnet');
    return run(process.execPath, [join(ROOT, 'scripts/merge-module.mjs'), folder]);
  });
  after(() => rmSync(folder, { recursive: true }));

  it('has one script for all functions of the module, and no folder', () => {
    assert.deepEqual(
      globSync('**', { cwd: folder })
        .filter(path => path !== '.')
        .sort(),
      ['HnsPolicy.Format.ps1xml', 'HnsPolicy.psd1', 'HnsPolicy.psm1', 'Import-HnsPolicyBridge.ps1', 'Transport.ps1'],
    );
    assert.doesNotMatch(readFileSync(join(folder, 'HnsPolicy.psm1'), 'utf8'), /AllDirectories/);
  });

  it('contains exactly the functions of the files, with the help of the public ones', async () => {
    const functions = async (paths: readonly string[]) =>
      (await inspect(paths)).scripts.flatMap(({ errors, syntax, functions }) => {
        assert.deepEqual([errors, syntax], [[], []]);
        return functions.filter(({ top }) => top);
      });
    const sources = SCRIPTS.filter(path => /[\\/]HnsPolicy[\\/](Private|Public)[\\/]/.test(path));
    const byName = (one: { readonly name: string }, other: { readonly name: string }) => one.name.localeCompare(other.name);
    const merged = await functions([join(folder, 'HnsPolicy.psm1')]);
    assert.deepEqual(merged.sort(byName), (await functions(sources)).sort(byName));
  });

  it('loads in every PowerShell with the same commands', async () => {
    for (const on of POWERSHELLS) {
      const list = async (path: string) => {
        // The shell is shared, and another test may have imported the module from its other path.
        const command = `Get-Module HnsPolicy | Remove-Module; Import-Module '${path}'; & (Get-Module HnsPolicy) {
          $script:ModuleManifest
          Get-Command -Module HnsPolicy | ForEach-Object { $_.Name }
          (Get-HostTestQuestion).Count
          @(Get-DiagnosticCollector | Where-Object { -not (Get-Command -Name $_.Command) }).Count
        }; Remove-Module HnsPolicy`;
        const { objects, errors } = await (await shell(on)).run(command);
        assert.deepEqual(errors, []);
        return objects;
      };
      const [path, ...commands] = await list(manifest);
      assert.equal(path, manifest);
      assert.deepEqual(commands, (await list(MODULE)).slice(1));
    }
  });
});
