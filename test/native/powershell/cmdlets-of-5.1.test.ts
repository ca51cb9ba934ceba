/** The differences of Windows PowerShell 5.1 that may affect our scripts. On Windows the rows run on powershell.exe. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { needs } from '../../needs.ts';
import { POWERSHELL_51, POWERSHELLS, runPowerShell } from './run.ts';

/** A script, its output in PowerShell 7, and its output in 5.1. An error is its id. */
type Row = readonly [script: string, in7: string, in51: string];

const BYTES = "[System.IO.File]::ReadAllBytes((Convert-Path f)) -join ' '";
const UNKNOWN = 'ERROR NamedParameterNotFound';

const ROWS: Readonly<Record<string, readonly Row[]>> = {
  'ConvertTo-Json': [
    ["ConvertTo-Json '<&>''' -Compress", '"<&>\'"', '"\\u003c\\u0026\\u003e\\u0027"'],
    [
      '@{ a = [datetime]::new(2024, 1, 2, 3, 4, 5, [DateTimeKind]::Utc) } | ConvertTo-Json -Compress',
      '{"a":"2024-01-02T03:04:05Z"}',
      '{"a":"\\/Date(1704164645000)\\/"}',
    ],
    ["Set-Content f x; (ConvertTo-Json @(Get-Content f) -Compress) -replace ',.*'", '["x"]', '[{"value":"x"'],
    [
      "Set-Content f x; (ConvertTo-Json @{ a = @{ b = Get-Content f } } -Compress) -replace ',.*'",
      '{"a":{"b":"x"}}',
      '{"a":{"b":{"value":"x"',
    ],
    ['ConvertTo-Json @{ a = @{ b = @{ c = 1 } } } -Depth 1 3>&1 | ForEach-Object { $_.GetType().Name }', 'WarningRecord|String', 'String'],
    ['1 | ConvertTo-Json -AsArray -Compress', '[1]', UNKNOWN],
    ['ConvertTo-Json ([System.DayOfWeek]::Monday) -EnumsAsStrings', '"Monday"', UNKNOWN],
  ],
  'ConvertFrom-Json': [
    ["@('[1,2]' | ConvertFrom-Json).Count", '2', '1'],
    ['(\'{"a":{"b":[1]}}\' | ConvertFrom-Json).a.b[0].GetType().Name', 'Int64', 'Int32'],
    ['(\'{"a":3000000000}\' | ConvertFrom-Json).a.GetType().Name', 'Int64', 'Int64'],
    ['(\'{"a":123456789012345678901}\' | ConvertFrom-Json).a.GetType().Name', 'BigInteger', 'Decimal'],
    ['(\'{"a":1.5}\' | ConvertFrom-Json).a.GetType().Name', 'Double', 'Decimal'],
    ['(\'{"a":"2024-01-02T03:04:05Z"}\' | ConvertFrom-Json).a.GetType().Name', 'DateTime', 'String'],
    ['(\'{"a":"\\/Date(1704164645000)\\/"}\' | ConvertFrom-Json).a.ToString("s")', '2024-01-02T03:04:05', '2024-01-02T03:04:05'],
    ["(ConvertFrom-Json ('\"' + 'x' * 3000000 + '\"')).Length", '3000000', 'ERROR System.ArgumentException'],
    ['\'{"a":1}\' | ConvertFrom-Json -AsHashtable | ForEach-Object { $_.a }', '1', UNKNOWN],
    ["(ConvertFrom-Json '[1]' -NoEnumerate).Count", '1', UNKNOWN],
    ["ConvertFrom-Json '[1]' -Depth 5", '1', UNKNOWN],
  ],
  'text in files': [
    [`Set-Content f ü -NoNewline; ${BYTES}`, '195 188', '252'],
    [`Set-Content f x -NoNewline; Add-Content f ü -NoNewline; ${BYTES}`, '120 195 188', '120 252'],
    [`Set-Content f ü -NoNewline -Encoding UTF8; ${BYTES}`, '195 188', '239 187 191 195 188'],
    [`Set-Content f ü -NoNewline -Encoding Unicode; ${BYTES}`, '255 254 252 0', '255 254 252 0'],
    [`'x' | Out-File f -NoNewline; ${BYTES}`, '120', '255 254 120 0'],
    [`'x' | Out-File f -NoNewline -Encoding utf8; ${BYTES}`, '120', '239 187 191 120'],
    [`'x' > f; [System.IO.File]::ReadAllBytes((Convert-Path f))[0]`, '120', '255'],
    ['[System.IO.File]::WriteAllText((Convert-Path f), "ü"); (Get-Content f).Length; (Get-Content f -Encoding UTF8).Length', '1|1', '2|1'],
    ['[System.IO.File]::WriteAllBytes((Convert-Path f), (1, 2)); (Get-Content f -AsByteStream).Count', '2', UNKNOWN],
    ['(Get-Content f -Encoding Byte).Count', 'ERROR ParameterArgumentTransformationError', '2'],
    [`Set-Content f ([byte[]](7, 8)) -Encoding Byte; ${BYTES}`, 'ERROR ParameterArgumentTransformationError', '7 8'],
  ],
  paths: [
    ["Test-Path ''", 'False', 'ERROR ParameterArgumentValidationErrorEmptyStringNotAllowed'],
    ["(Join-Path a b c).Replace('\\', '/')", 'a/b/c', 'ERROR PositionalParameterNotFound'],
    ['Split-Path a/c.tar.gz -LeafBase', 'c.tar', UNKNOWN],
    ['Split-Path a/c.txt -Extension', '.txt', UNKNOWN],
  ],
  'the rest': [
    ["'y', 'x', 'y' | Group-Object | ForEach-Object { \"$($_.Name)$($_.Count)\" }", 'x1|y2', 'y2|x1'],
    ["'y', 'x', 'y' | Group-Object -NoElement | ForEach-Object { \"$($_.Name)$($_.Count)\" }", 'x1|y2', 'y2|x1'],
    ['2, 1, 4 | Group-Object { $_ % 2 } | ForEach-Object { "$($_.Name)$($_.Count)" }', '02|11', '02|11'],
    ['[System.Diagnostics.Stopwatch]::StartNew() | ForEach-Object { Start-Sleep 0.4; $_.ElapsedMilliseconds -ge 400 }', 'True', 'False'],
  ],
  'in a runspace that the script makes': [
    ["[powershell]::Create().AddScript('(ConvertFrom-Json ''1'').GetType().Name').Invoke()", 'Int64', 'Int32'],
    [
      "$r = [runspacefactory]::CreateRunspace(); $r.Open(); $p = [powershell]::Create(); $p.Runspace = $r; $p.AddScript('(ConvertFrom-Json 1).GetType().Name').Invoke()",
      'Int64',
      'Int32',
    ],
  ],
  'in a module': [
    ['Import-Module (New-Module M { function Get-It { (ConvertFrom-Json 1).GetType().Name } }); Get-It', 'Int64', 'Int32'],
    [
      '(ConvertFrom-Json 1 | Microsoft.PowerShell.Utility\\ConvertTo-Json).GetType().Name; (Microsoft.PowerShell.Utility\\ConvertFrom-Json 1).GetType().Name',
      'String|Int64',
      'String|Int32',
    ],
  ],
};

/** The functions that replace cmdlets fail and continue like cmdlets. */
const ALIKE: readonly (readonly [script: string, output: string])[] = [
  ['Get-Content nothing', 'ERROR PathNotFound'],
  [
    "& { $ErrorActionPreference = 'Continue'; Get-Content nothing; 'on' } 2>&1 | ForEach-Object { $_.GetType().Name }",
    'ErrorRecord|String',
  ],
  ["Get-Content nothing -ErrorAction SilentlyContinue; 'on'", 'on'],
  ['try { Get-Content nothing } catch [System.Management.Automation.ItemNotFoundException] { $_.CategoryInfo.Category }', 'ObjectNotFound'],
  ["'{' | ConvertFrom-Json", 'ERROR System.ArgumentException'],
  ["'{', '\"a\":1}' | ConvertFrom-Json", '@{a=1}'],
  ["'null' | ConvertFrom-Json", 'null'],
  ['Set-Content f old; $WhatIfPreference = $true; Set-Content f new 6> $null; $WhatIfPreference = $false; Get-Content f', 'old'],
  [
    'Set-Content f 1, 2, 3; Get-Content f -TotalCount 1; Get-Content f -Tail 1; (Get-Content f -ReadCount 0).Count; (Get-Content f -Raw).Length -gt 5',
    '1|3|3|True',
  ],
  ['1, 2 | Set-Content f; Get-Content f | Select-Object -First 1', '1'],
  ["ConvertTo-Json 'a\"b\\ü' -Compress", '"a\\"b\\\\ü"'],
  [
    'ConvertTo-Json @() -Compress; @(1) | ConvertTo-Json -Compress; ConvertTo-Json @(1) -Compress; 1, 2 | ConvertTo-Json -Compress',
    '[]|1|[1]|[1,2]',
  ],
  ['ConvertTo-Json $null -Compress', 'null'],
  ['@{ a = @{ b = @{ c = @{ d = 1 } } } } | ConvertTo-Json -Compress 3> $null', '{"a":{"b":{"c":"System.Collections.Hashtable"}}}'],
  ['[pscustomobject]@{ a = 1; b = @(); c = $null } | ConvertTo-Json -Compress', '{"a":1,"b":[],"c":null}'],
  ['(1, 2, 3 | Group-Object { $_ % 2 } -AsHashTable)[1]', '1|3'],
  ["Test-Path nothing; 'f', 'nothing' | Test-Path -PathType Leaf", 'False|True|False'],
  ["(Split-Path a/b/c.txt).Replace('\\', '/'); Split-Path a/b/c.txt -Leaf", 'a/b|c.txt'],
];

for (const on of POWERSHELLS) {
  describe(`native/powershell: cmdlets on ${on.name}`, function () {
    this.timeout(0);

    let answers: Map<string, string>;
    before(async function () {
      needs(this, 'dotnet');
      const cwd = await mkdtemp(join(tmpdir(), 'hns-'));
      const scripts = [...Object.values(ROWS).flat(), ...ALIKE].map(([script]) => script);
      const { out, err } = await runPowerShell({
        on,
        file: join(import.meta.dirname, 'evaluate.ps1'),
        stdin: `${scripts.join('\n')}\n`,
        cwd,
      });
      assert.equal(err, '');
      const lines = out.split(/\r?\n/).flatMap(line => (line.startsWith('= ') ? [line.slice(2)] : []));
      answers = new Map(scripts.map((script, index) => [script, lines[index] ?? 'no answer']));
      await rm(cwd, { recursive: true });
    });

    for (const [title, rows] of Object.entries(ROWS)) {
      it(title, () => {
        assert.deepEqual(
          rows.map(([script]) => [script, answers.get(script)]),
          rows.map(([script, in7, in51]) => [script, on === POWERSHELL_51 ? in51 : in7]),
        );
      });
    }

    it('behave alike in both', () => {
      assert.deepEqual(
        ALIKE.map(([script]) => [script, answers.get(script)]),
        ALIKE.map(([...row]) => row),
      );
    });
  });
}
