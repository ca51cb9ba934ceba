/** On a host in FIPS mode a rejected algorithm throws InvalidOperationException. scripts.test.ts checks the scripts. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { needs } from '../../../needs.ts';
import { bridge } from '../../build.ts';
import { temporary } from '../diagnostics/temporary.ts';
import { installedPwsh } from '../pwsh.ts';
import { POWERSHELL_7 } from '../run.ts';
import { shell } from '../shell.ts';
import { isRejectedInFipsMode, rejectedInFipsMode } from './fips.ts';
import { inspect } from './inspection.ts';

describe('FIPS mode', function () {
  this.timeout(0);
  const folder = temporary();
  before(function () {
    needs(this, 'dotnet');
  });

  it('rejects algorithms in scripts: a type, a type of New-Object, or a text', async () => {
    const path = join(await folder(), 'planted.ps1');
    const lines = [
      '[System.Security.Cryptography.MD5]::Create()',
      'New-Object System.Security.Cryptography.SHA256Managed',
      'Get-FileHash -Algorithm MD5 -Path x',
      "$of = @{ Algorithm = 'RIPEMD160' }; Get-FileHash @of -Path x",
      "[System.Security.Cryptography.CryptoConfig]::CreateFromName('System.Security.Cryptography.RijndaelManaged')",
      '[System.Security.Cryptography.AesManaged] $aes = $null',
      "'Allowed: MD5 within a sentence'; [System.Security.Cryptography.SHA256CryptoServiceProvider]::new()",
    ];
    writeFileSync(path, lines.join('\n'));
    const { scripts } = await inspect([path]);
    assert.deepEqual(scripts.flatMap(rejectedInFipsMode), [
      'line 1: System.Security.Cryptography.MD5',
      'line 2: System.Security.Cryptography.SHA256Managed',
      'line 3: MD5',
      'line 4: RIPEMD160',
      'line 5: System.Security.Cryptography.RijndaelManaged',
      'line 6: System.Security.Cryptography.AesManaged',
    ]);
  });

  it('allows every algorithm that the bridge refers to', async () => {
    const { net472, netstandard } = await bridge();
    for (const assembly of [net472, netstandard]) assert.deepEqual(await rejectedInAssembly(assembly), [], assembly);
  });

  it('rejects an algorithm that an assembly refers to', async () => {
    // Get-FileHash offers MD5.
    const found = await rejectedInAssembly(join(await installedPwsh(), 'Microsoft.PowerShell.Commands.Utility.dll'));
    assert.ok(found.includes('System.Security.Cryptography.MD5'), found.join());
  });
});

/** @returns The types of other assemblies, and the texts, that an assembly refers to and FIPS mode rejects. */
async function rejectedInAssembly(path: string): Promise<string[]> {
  const { objects, errors } = await (await shell(POWERSHELL_7)).run(
    `$stream = [System.IO.File]::OpenRead($data)
     $reader = [System.Reflection.PortableExecutable.PEReader]::new($stream)
     $metadata = [System.Reflection.Metadata.PEReaderExtensions]::GetMetadataReader($reader)
     foreach ($handle in $metadata.TypeReferences) {
       $type = $metadata.GetTypeReference($handle)
       $metadata.GetString($type.Namespace) + '.' + $metadata.GetString($type.Name)
     }
     $heap = [System.Reflection.Metadata.Ecma335.MetadataReaderExtensions]
     $text = [System.Reflection.Metadata.Ecma335.MetadataTokens]::UserStringHandle(0)
     while (-not ($text = $heap::GetNextHandle($metadata, $text)).IsNil) { $metadata.GetUserString($text) }
     $reader.Dispose()`,
    path,
  );
  assert.deepEqual(errors, []);
  assert.ok(objects.length > 0);
  return objects.filter(isRejectedInFipsMode);
}
