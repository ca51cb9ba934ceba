/**
 * What the cmdlets do that the host adds, as those of PowerShell and Windows PowerShell do it. The same rows run on these where they are installed, so
 * that none of them states what is only so here.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { powerShells, runPowerShell } from './run.ts';

/** A script, what comes out of it, and what in Windows PowerShell where that differs. */
type Row = readonly [script: string, output: string, in51?: string];

const ROWS: Readonly<Record<string, readonly Row[]>> = {
  'Write-*': [
    ['Write-Output 1 2', '1|2'],
    ['(Write-Output 1, 2 -NoEnumerate).Count', '2'],
    ['Write-Output (,(1, 2)) | ForEach-Object { "$_" }', '1 2'],
    ['Write-Warning careful 3>&1 | ForEach-Object { $_.GetType().Name; "$_" }', 'WarningRecord|careful'],
    ["$VerbosePreference = 'Continue'; Write-Verbose said 4>&1", 'said'],
    ['Write-Verbose unsaid 4>&1', ''],
    ['Write-Information -MessageData told 6>&1', 'told'],
    ['Write-Host one 2 -Separator - 6>&1', 'one-2'],
    ['Write-Error wrong', 'ERROR Microsoft.PowerShell.Commands.WriteErrorException'],
    ['Write-Error wrong -ErrorId Mine -Category InvalidData -TargetObject it', 'ERROR Mine'],
    [
      'try { Write-Error wrong -ErrorId Mine -Category InvalidData -TargetObject it } catch { "$_"; $_.CategoryInfo.Category; $_.TargetObject }',
      'wrong|InvalidData|it',
    ],
    [
      "Write-Error -Exception ([System.IO.IOException]::new('disk')) -ErrorAction Continue 2>&1 | ForEach-Object { $_.Exception.GetType().Name }",
      'IOException',
    ],
    ['Write-Progress -Activity a -Status b -PercentComplete 5', ''],
  ],
  'Select-Object': [
    ['1..5 | Select-Object -First 2', '1|2'],
    ['1..5 | Select-Object -Last 2', '4|5'],
    ['1..5 | Select-Object -Skip 3', '4|5'],
    ['1..5 | Select-Object -Skip 1 -First 2', '2|3'],
    ['1..5 | Select-Object -Index 0, 3', '1|4'],
    ['1..5 | Select-Object -First 0', ''],
    ['$n = 0; 1..9 | ForEach-Object { $script:n = $_; $_ } | Select-Object -First 3 | Out-Null; $script:n', '3'],
    ['1, 2, 2, 1 | Select-Object -Unique', '1|2'],
    ["'a', 'A' | Select-Object -Unique", 'a|A'],
    ['[pscustomobject]@{ a = 1; b = 2 } | Select-Object b, c', '@{b=2; c=}'],
    ["[pscustomobject]@{ a = 1 } | Select-Object @{ n = 'x'; e = { $_.a + 1 } }, @{ Label = 'y'; Expression = 'a' }", '@{x=2; y=1}'],
    ['[pscustomobject]@{ a1 = 1; a2 = 2; b = 3 } | Select-Object a*', '@{a1=1; a2=2}'],
    ['[pscustomobject]@{ a = 1; b = 2 } | Select-Object * -ExcludeProperty a', '@{b=2}'],
    ['[pscustomobject]@{ a = 1, 2 } | Select-Object -ExpandProperty a', '1|2'],
    ['1 | Select-Object -ExpandProperty nothing', 'ERROR ExpandPropertyNotFound,Microsoft.PowerShell.Commands.SelectObjectCommand'],
  ],
  'Sort-, Group-, Measure-, Compare-Object': [
    ["'b', 'C', 'a' | Sort-Object", 'a|b|C'],
    ['10, 9, 100 | Sort-Object -Descending', '100|10|9'],
    ["'10', '9' | Sort-Object { [int]$_ }", '9|10'],
    ['3, 1, 3 | Sort-Object -Unique', '1|3'],
    [
      "[pscustomobject]@{ a = 1; b = 1 }, [pscustomobject]@{ a = 1; b = 2 } | Sort-Object a, @{ e = 'b'; Descending = $true } | ForEach-Object b",
      '2|1',
    ],
    ["'x', 'y', 'x' | Group-Object | ForEach-Object { \"$($_.Name)$($_.Count)\" }", 'x2|y1'],
    ['(1, 2, 3 | Group-Object { $_ % 2 } -AsHashTable)[1]', '1|3'],
    ['(1, 2, 3 | Measure-Object).Count', '3'],
    ['$m = 1, 2, 6 | Measure-Object -Sum -Average -Maximum -Minimum; $m.Sum; $m.Average; $m.Maximum; $m.Minimum', '9|3|6|1'],
    ['([pscustomobject]@{ a = 2 }, [pscustomobject]@{ a = 3 } | Measure-Object a -Sum).Sum', '5'],
    ['Compare-Object 1, 2 2, 3 | ForEach-Object { "$($_.InputObject)$($_.SideIndicator)" }', '3=>|1<='],
    ['Compare-Object 1, 2 2, 3 -IncludeEqual -ExcludeDifferent | ForEach-Object { "$($_.InputObject)$($_.SideIndicator)" }', '2=='],
    ['1, 1, 2, 1 | Get-Unique', '1|2|1'],
  ],
  objects: [
    ['(New-Object System.Version -ArgumentList 1, 2).ToString()', '1.2'],
    ["(New-Object 'System.Collections.Generic.List[int]').Count", '0'],
    ['New-Object psobject -Property @{ a = 1 }', '@{a=1}'],
    ['New-Object No.Such.Type', 'ERROR TypeNotFound,Microsoft.PowerShell.Commands.NewObjectCommand'],
    ['$o = [pscustomobject]@{ a = 1 }; $o | Add-Member -NotePropertyName b -NotePropertyValue 2; $o', '@{a=1; b=2}'],
    ['$o = [pscustomobject]@{ a = 1 }; $o | Add-Member -MemberType ScriptMethod -Name twice -Value { $this.a * 2 }; $o.twice()', '2'],
    ['([pscustomobject]@{ a = 1 } | Add-Member @{ c = 3 } -PassThru).c', '3'],
    [
      '[pscustomobject]@{ a = 1 } | Add-Member -NotePropertyName a -NotePropertyValue 2',
      'ERROR MemberAlreadyExists,Microsoft.PowerShell.Commands.AddMemberCommand',
    ],
    ['$o = [pscustomobject]@{ a = 1 }; $o | Add-Member -NotePropertyName a -NotePropertyValue 2 -Force; $o.a', '2'],
    ['([pscustomobject]@{ b = 1; a = 2 } | Get-Member -MemberType NoteProperty).Name', 'a|b'],
    ['Add-Type -AssemblyName System.IO.Compression.FileSystem; [System.IO.Compression.ZipFile].Name', 'ZipFile'],
  ],
  'ConvertTo-Json': [
    ["[pscustomobject]@{ a = 1; b = 'x', $null, $true } | ConvertTo-Json -Compress", '{"a":1,"b":["x",null,true]}'],
    ['@(1) | ConvertTo-Json -Compress', '1'],
    ['ConvertTo-Json @(1) -Compress', '[1]'],
    ['1, 2 | ConvertTo-Json -Compress', '[1,2]'],
    ['ConvertTo-Json @() -Compress', '[]'],
    ["ConvertTo-Json 'a\"b\\ü' -Compress", '"a\\"b\\\\ü"'],
    ["ConvertTo-Json '<&>''' -Compress", '"<&>\'"', '"\\u003c\\u0026\\u003e\\u0027"'],
    ['@{ a = @{ b = @{ c = @{ d = 1 } } } } | ConvertTo-Json -Compress 3> $null', '{"a":{"b":{"c":"System.Collections.Hashtable"}}}'],
    ['@{ a = @{ b = @{ c = @{ d = 1 } } } } | ConvertTo-Json -Compress -Depth 4', '{"a":{"b":{"c":{"d":1}}}}'],
    ['ConvertTo-Json ([System.DayOfWeek]::Monday) -Compress', '1'],
    [
      'ConvertTo-Json ([datetime]::new(2024, 1, 2, 3, 4, 5, [DateTimeKind]::Utc)) -Compress',
      '"2024-01-02T03:04:05Z"',
      '"\\/Date(1704164645000)\\/"',
    ],
    ['1 | ConvertTo-Json -AsArray -Compress', '[1]', 'ERROR NamedParameterNotFound,Microsoft.PowerShell.Commands.ConvertToJsonCommand'],
    ['Set-Content f x; (Get-Content f | ConvertTo-Json -Compress) -eq \'"x"\'', 'True', 'False'],
  ],
  'ConvertFrom-Json': [
    ['\'{"a":{"b":[1,"x",null]}}\' | ConvertFrom-Json | ForEach-Object { $_.a.b.Count; $_.a.b[1] }', '3|x'],
    ["@('[1,2]' | ConvertFrom-Json).Count", '2', '1'],
    ['(\'{"a":1}\' | ConvertFrom-Json).a.GetType().Name', 'Int64', 'Int32'],
    ['(\'{"a":1.5}\' | ConvertFrom-Json).a.GetType().Name', 'Double', 'Decimal'],
    ['(\'{"a":"2024-01-02T03:04:05Z"}\' | ConvertFrom-Json).a.GetType().Name', 'DateTime', 'String'],
    ["'{', '\"a\":1}' | ConvertFrom-Json", '@{a=1}'],
    ["'{' | ConvertFrom-Json", 'ERROR System.ArgumentException,Microsoft.PowerShell.Commands.ConvertFromJsonCommand'],
    [
      "$t = '{\"a\":1}' | ConvertFrom-Json -AsHashtable; $t['a']",
      '1',
      'ERROR NamedParameterNotFound,Microsoft.PowerShell.Commands.ConvertFromJsonCommand',
    ],
    ["'null' | ConvertFrom-Json", 'null', 'null'],
  ],
  times: [
    ["(Get-Date '2024-02-03').Year", '2024'],
    ["Get-Date -Date '2024-02-03T04:05:06' -Format 'yyyyMMdd-HHmmss'", '20240203-040506'],
    ["Get-Date -Date '2024-02-03' -Day 9 -Format dd", '09'],
    ['(New-TimeSpan -Minutes 2).TotalSeconds', '120'],
    ["(New-TimeSpan -Start '2024-01-01' -End '2024-01-02').TotalHours", '24'],
    ['Start-Sleep -Milliseconds 1', ''],
    ['(New-Guid).GetType().Name', 'Guid'],
    ['Get-Random -Minimum 5 -Maximum 6', '5'],
    ['1..3 | Get-Random -Count 3 | Sort-Object', '1|2|3'],
  ],
  variables: [
    ['$a = 1; (Get-Variable a).Value; Get-Variable a -ValueOnly', '1|1'],
    ['Get-Variable nothing', 'ERROR VariableNotFound,Microsoft.PowerShell.Commands.GetVariableCommand'],
    ['Set-Variable a 5; $a', '5'],
    ['function f { Set-Variable a 2 -Scope 1 }; $a = 1; f; $a', '2'],
    ['$global:g = 1; & { $g = 2; Get-Variable g -Scope global -ValueOnly }', '1'],
    ['New-Variable c 3 -Option ReadOnly; try { $c = 4 } catch { $c }', '3'],
    ['$a = 1; Remove-Variable a; Test-Path variable:a', 'False'],
    ['Set-Alias greet Write-Output; greet hi', 'hi'],
  ],
  content: [
    ['Set-Content f one, two; Get-Content f', 'one|two'],
    ["Set-Content f one; Add-Content f two; (Get-Content f -Raw) -replace '\\s+', '/'", 'one/two/'],
    ["Set-Content f 'a' -NoNewline; (Get-Content f -Raw).Length", '1'],
    ['Set-Content f 1, 2, 3; Get-Content f -TotalCount 1; Get-Content f -Tail 1', '1|3'],
    ['(Get-Content f -ReadCount 0).Count', '3'],
    [
      "Set-Content f ü -Encoding UTF8 -NoNewline; [System.IO.File]::ReadAllBytes((Convert-Path f)) -join ' '",
      '195 188',
      '239 187 191 195 188',
    ],
    ["Set-Content f ü -NoNewline; [System.IO.File]::ReadAllBytes((Convert-Path f)) -join ' '", '195 188', '252'],
    ["'x' | Out-File g -NoNewline; [System.IO.File]::ReadAllBytes((Convert-Path g)) -join ' '", '120', '255 254 120 0'],
    ['Get-Content nothing', 'ERROR PathNotFound,Microsoft.PowerShell.Commands.GetContentCommand'],
    ['Get-Content nothing -ErrorAction SilentlyContinue', ''],
    ["Set-Content f 1 -WhatIf; Set-Content h ''; (Get-Content h).Length", '0'],
    ["'a', 'b' | Out-String -Stream", 'a|b'],
    ["('a', 'b' | Out-String) -replace '\\r?\\n', '/'", 'a/b/'],
    ["[pscustomobject]@{ name = 'x' } | Out-String -Stream | ForEach-Object Trim | Where-Object { $_ }", 'name|----|x'],
    ["(Select-String -InputObject 'abc' -Pattern 'B').Line", 'abc'],
    ["'abc', 'xyz' | Select-String -Pattern y -Quiet", 'True'],
    ['Set-Content f abc -NoNewline; (Get-FileHash f -Algorithm MD5).Hash', '900150983CD24FB0D6963F7D28E17F72'],
    ["Set-Content d.psd1 '@{ a = 1, 2 }'; (Import-PowerShellDataFile d.psd1).a", '1|2'],
  ],
  items: [
    [
      '(New-Item -ItemType Directory d1).Name; Test-Path d1; Test-Path d1 -PathType Leaf; Test-Path d1 -PathType Container',
      'd1|True|False|True',
    ],
    ['$null = New-Item d1/f.txt -Value hi; Get-Content d1/f.txt; (Get-Item d1/f.txt).Length', 'hi|2'],
    ['New-Item d1/f.txt', 'ERROR NewItemIOError,Microsoft.PowerShell.Commands.NewItemCommand'],
    [
      '$null = New-Item -ItemType Directory d1/sub -Force; $null = New-Item -ItemType Directory d1/sub -Force; Set-Content d1/sub/g.log x; Get-ChildItem d1 -Recurse | ForEach-Object Name | Sort-Object',
      'f.txt|g.log|sub',
    ],
    ['Get-ChildItem d1 -Recurse -File -Filter *.log | ForEach-Object Name', 'g.log'],
    ['Get-ChildItem d1 -Directory -Name', 'sub'],
    ['Get-ChildItem d1 -Recurse -Include *.txt -Name', 'f.txt'],
    [
      'Copy-Item d1/f.txt d1/h.txt; Move-Item d1/h.txt d1/i.txt; Rename-Item d1/i.txt j.txt; (Get-ChildItem d1 -Filter *.txt).Name | Sort-Object',
      'f.txt|j.txt',
    ],
    ['Copy-Item d1 d2 -Recurse; Test-Path d2/sub/g.log', 'True'],
    ['Remove-Item d2 -Recurse -WhatIf; Test-Path d2; Remove-Item d2 -Recurse -Force; Test-Path d2', 'True|False'],
    ['Get-Item nothing', 'ERROR PathNotFound,Microsoft.PowerShell.Commands.GetItemCommand'],
    ['Get-Item nothing -ErrorAction SilentlyContinue; Remove-Item nothing -ErrorAction Ignore; 1', '1'],
    [
      "Set-Content 'a[1]' x; Test-Path 'a[1]'; Test-Path -LiteralPath 'a[1]'; Get-Content -LiteralPath 'a[1]'; Remove-Item -LiteralPath 'a[1]'; Test-Path -LiteralPath 'a[1]'",
      'False|True|x|False',
    ],
    ["Test-Path ''", 'False', 'ERROR ParameterArgumentValidationErrorEmptyStringNotAllowed,Microsoft.PowerShell.Commands.TestPathCommand'],
    ["$env:HP_X = 'v'; (Get-Item env:HP_X).Value; Test-Path env:HP_X; Remove-Item env:HP_X; Test-Path env:HP_X", 'v|True|False'],
  ],
  paths: [
    ["(Join-Path a b).Replace('\\', '/'); (Join-Path a/ /b).Replace('\\', '/')", 'a/b|a/b'],
    ["(Join-Path a b c).Replace('\\', '/')", 'a/b/c', 'ERROR PositionalParameterNotFound,Microsoft.PowerShell.Commands.JoinPathCommand'],
    ["(Split-Path a/b/c.txt).Replace('\\', '/'); Split-Path a/b/c.txt -Leaf", 'a/b|c.txt'],
    [
      'Split-Path a/c.tar.gz -LeafBase; Split-Path a/c.txt -Extension',
      'c.tar|.txt',
      'ERROR NamedParameterNotFound,Microsoft.PowerShell.Commands.SplitPathCommand',
    ],
    ['Set-Content p.x 1; (Resolve-Path *.x).Path -eq (Convert-Path p.x)', 'True'],
    ['Resolve-Path nothing', 'ERROR PathNotFound,Microsoft.PowerShell.Commands.ResolvePathCommand'],
    [
      '$here = (Get-Location).Path; Push-Location d1; Split-Path (Get-Location) -Leaf; Pop-Location; (Get-Location).Path -eq $here',
      'd1|True',
    ],
  ],
  'the rest': [
    ['(Get-Process -Id $PID).Id -eq $PID', 'True'],
    ['Get-Process -Id 2147483646', 'ERROR NoProcessFoundForGivenId,Microsoft.PowerShell.Commands.GetProcessCommand'],
    ['(Get-Host).Name', 'ConsoleHost'],
    ['Compress-Archive d1/* z.zip; Expand-Archive z.zip out; Get-Content out/sub/g.log', 'x'],
    ["try { Compress-Archive d1/* z.zip } catch { $_.FullyQualifiedErrorId -replace ',.*' }", 'ArchiveFileExists'],
    ['[powershell]::Create().AddScript(\'1, 2 | Select-Object -First 1; "[3]" | ConvertFrom-Json\').Invoke()', '1|3'],
    [
      'Import-Module Microsoft.PowerShell.Utility; (Get-Command Get-Date).ModuleName; Microsoft.PowerShell.Management\\Split-Path a/b -Leaf',
      'Microsoft.PowerShell.Utility|b',
    ],
    ['Get-Date -NoSuchParameter', 'ERROR NamedParameterNotFound,Microsoft.PowerShell.Commands.GetDateCommand'],
  ],
};

for (const on of await powerShells()) {
  describe(`native/powershell/host: the cmdlets of ${on.name}`, function () {
    // What is built for the first time takes as long as the machine needs.
    this.timeout(0);

    let answers: Map<string, string>;
    before(async () => {
      const cwd = await mkdtemp(join(tmpdir(), 'hns-'));
      const scripts = Object.values(ROWS)
        .flat()
        .map(([script]) => script);
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

    for (const [what, rows] of Object.entries(ROWS)) {
      it(what, () => {
        const is51 = /5\.1|^powershell$/.test(on.name);
        assert.deepEqual(
          rows.map(([script]) => [script, answers.get(script)]),
          rows.map(([script, output, in51 = output]) => [script, is51 ? in51 : output]),
        );
      });
    }
  });
}
