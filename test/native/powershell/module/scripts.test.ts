import assert from 'node:assert/strict';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { needs } from '../../../needs.ts';
import { ROOT } from '../../part.ts';
import { POWERSHELLS } from '../run.ts';
import { shell } from '../shell.ts';
import { rejectedInFipsMode } from './fips.ts';
import { type Found, inspect, SCRIPTS, type ScriptFound } from './inspection.ts';
import { MODULE } from './module.ts';
import { netFramework } from './net-framework.ts';
import { COMMANDS_OF_7, PARAMETERS_OF_7 } from './powershell-7-only.ts';

const NOT_OF_NET = /^(System\.Management\.Automation|Microsoft\.PowerShell|Microsoft\.Management\.Infrastructure|HnsPolicy)\b/;
/** Type names of the PowerShell language, such as [ordered], [pscustomobject] and attributes. They are not .NET types. */
const WORDS = new Set(['ordered']);

describe('PowerShell scripts', function () {
  this.timeout(0);
  const work = mkdtempSync(join(tmpdir(), 'scripts-'));
  let found: Found;
  after(() => rmSync(work, { recursive: true }));

  /** The results of `what` for all scripts with a result. */
  function all(what: (script: ScriptFound) => readonly string[]): string[] {
    return found.scripts.flatMap(script => what(script).map(text => `${relative(ROOT, script.path)}: ${text}`));
  }

  before(async function () {
    needs(this, 'dotnet');
    found = await inspect(SCRIPTS);
  });

  it('are parsed without an error by every PowerShell', async () => {
    for (const on of POWERSHELLS) {
      const { scripts } = await inspect(SCRIPTS, on, true);
      assert.deepEqual(
        scripts.map(({ path }) => path),
        SCRIPTS,
      );
      assert.deepEqual(
        scripts.flatMap(({ path, errors }) => errors.map(error => `${path}: ${error}`)),
        [],
      );
    }
  });

  it('are ASCII: Windows PowerShell 5.1 reads a file without a byte order mark as ANSI', () => {
    const others = [...SCRIPTS, ...globSync('windows/**/*.ps1xml', { cwd: ROOT }).map(path => join(ROOT, path))];
    assert.deepEqual(
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII begins with them
      others.filter(path => /[^\x00-\x7f]/.test(readFileSync(path, 'utf8'))).map(path => relative(ROOT, path)),
      [],
    );
  });

  it('have no syntax that Windows PowerShell 5.1 lacks', () => {
    assert.deepEqual(
      all(({ syntax }) => syntax),
      [],
    );
  });

  it('use no command or parameter that Windows PowerShell 5.1 lacks, and no alias', () => {
    assert.deepEqual(
      all(({ commands }) =>
        commands.flatMap(({ name, parameters, line }) => {
          const lower = name.toLowerCase();
          const newer = parameters.filter(parameter =>
            PARAMETERS_OF_7[lower]?.some(known => known.toLowerCase() === parameter.toLowerCase()),
          );
          const isAlias = !/[-.\\/]/.test(name);
          return [
            ...(COMMANDS_OF_7.has(lower) ? [`line ${line}: ${name}`] : []),
            ...(isAlias ? [`line ${line}: ${name} is an alias or a program without its extension`] : []),
            ...newer.map(parameter => `line ${line}: ${name} -${parameter}`),
          ];
        }),
      ),
      [],
    );
  });

  it('name no type and call no static member that the .NET Framework lacks', async () => {
    const framework = await netFramework();
    const fault = (name: string, path: string) => {
      if (NOT_OF_NET.test(name) || WORDS.has(name.toLowerCase())) return '';
      const assembly = framework.assemblyToLoad(name);
      if (assembly === undefined) return `[${name}]`;
      const loads = assembly === '' || new RegExp(`Add-Type -AssemblyName ${assembly}(?![.\\w])`).test(readFileSync(path, 'utf8'));
      return loads ? '' : `[${name}] without Add-Type -AssemblyName ${assembly}`;
    };
    assert.deepEqual(
      all(({ path, types, statics }) => [
        ...types.flatMap(({ names, line }) => (fault(names[0]!, path) ? [`line ${line}: ${fault(names[0]!, path)}`] : [])),
        ...statics
          .filter(({ types }) => !NOT_OF_NET.test(types[0]!))
          .filter(({ types, member, arguments: count }) => !types.some(type => framework.hasMember(type, member, count)))
          .map(({ types, member, arguments: count, line }) => `line ${line}: [${types[0]}]::${member} with ${count} arguments`),
      ]),
      [],
    );
  });

  it('name no algorithm that FIPS mode rejects', () => {
    assert.deepEqual(all(rejectedInFipsMode), []);
  });

  it('are checked by rules that find features missing in 5.1', async () => {
    const newer: Readonly<Record<string, RegExp>> = {
      '$true ? 1 : 2': /Ternary/,
      '$a ?? 1': /\?\?/,
      '$a ??= 1': /\?\?=/,
      '${a}?.b': /\?\./,
      '${a}?[0]': /\?\./,
      'Get-Date && Get-Date': /PipelineChain/,
      'Get-Date || Get-Date': /PipelineChain/,
      'Get-Date &': /background/,
      'Get-Date\n| Out-Null': /begins with/,
      'function f { clean { } }': /clean/,
      '"`u{1F642}"': /escape/,
      '1n + 2uy + 0b1': /number/,
      "'a'..'z'": /range/,
      "'a' -replace 'a', { 'b' }": /replace/,
      "'a::b'.Split('::')": /Split/,
      $IsWindows: /IsWindows/,
    };
    const paths = Object.keys(newer).map((text, index) => {
      const path = join(work, `${index}.ps1`);
      writeFileSync(path, text);
      return path;
    });
    const { scripts } = await inspect(paths);
    for (const [index, [text, pattern]] of Object.entries(newer).entries()) {
      assert.deepEqual(scripts[index]!.errors, [], text);
      assert.match(scripts[index]!.syntax.join(), pattern, text);
    }
    const framework = await netFramework();
    assert.deepEqual(
      ['System.Collections.Generic.Dictionary`2', 'System.Web.HttpUtility', 'System.Text.Json.JsonDocument'].map(framework.assemblyToLoad),
      ['', 'System.Web', undefined],
    );
    assert.ok(framework.hasMember('System.IO.Path', 'Combine', 4) && !framework.hasMember('System.IO.Path', 'GetRelativePath', 2));
    assert.ok(framework.hasMember('System.String', 'Join', 2) && !framework.hasMember('System.Math', 'Clamp', 3));
    assert.ok(framework.hasMember('System.StringComparer', 'Ordinal', -1) && !framework.hasMember('System.Environment', 'ProcessId', -1));
  });

  it('begin each file of the module with the function that names it, have other functions only in Private, and use each name once', () => {
    const top = ({ functions }: ScriptFound) => functions.filter(({ top }) => top).map(({ name }) => name);
    const inModule = found.scripts.filter(({ path }) => /[\\/]HnsPolicy[\\/](Public[\\/]|Private[\\/]|Import-)/.test(path));
    const names = inModule.flatMap(top);
    assert.deepEqual(
      names.filter((name, index) => names.indexOf(name) !== index),
      [],
    );
    assert.deepEqual(
      inModule.flatMap(script => {
        const [first, ...others] = top(script);
        const isPrivate = /[\\/]Private[\\/]/.test(script.path);
        return [
          ...(first === basename(script.path, '.ps1') ? [] : [`${script.path} begins with ${first}`]),
          ...(isPrivate ? [] : others.map(name => `${script.path} also has ${name}`)),
        ];
      }),
      [],
    );
  });

  it('have approved verbs and CmdletBinding in every function, and help only in public ones', () => {
    assert.deepEqual(
      all(({ path, functions }) => {
        if (!/[\\/]windows[\\/]HnsPolicy[\\/]/.test(path)) return [];
        return functions.flatMap(({ name, attributes, help }) => [
          ...(found.verbs.includes(name.split('-')[0]!) ? [] : [`${name} has no approved verb`]),
          ...(attributes.some(text => text.startsWith('[CmdletBinding')) ? [] : [`${name} has no CmdletBinding`]),
          ...(help && !/[\\/]Public[\\/]/.test(path) ? [`${name} has comment-based help`] : []),
        ]);
      }),
      [],
    );
  });

  it('have help for every exported command and parameter, with examples', async () => {
    const exported = await exportedCommands();
    const functions = new Map(found.scripts.flatMap(({ functions }) => functions).map(found => [found.name, found]));
    assert.deepEqual(
      exported.flatMap(name => {
        const command = functions.get(name);
        if (!command?.help) return [`${name} has no help`];
        const { synopsis, description, outputs, examples, parameters } = command.help;
        const said = Object.entries(parameters).filter(([, text]) => text?.trim());
        return [
          ...(synopsis?.trim() ? [] : [`${name} has no synopsis`]),
          ...(description?.trim() ? [] : [`${name} has no description`]),
          ...(outputs.some(text => text.trim()) ? [] : [`${name} has no help for its output`]),
          ...(examples.some(text => text.includes(name)) ? [] : [`${name} has no example`]),
          ...examples.filter(text => !text.trim()).map(() => `${name} has an empty example`),
          ...command.parameters
            .filter(parameter => !said.some(([known]) => known.toLowerCase() === parameter.toLowerCase()))
            .map(parameter => `${name} -${parameter} is not explained`),
          ...said
            .filter(([known]) => !command.parameters.some(parameter => parameter.toLowerCase() === known.toLowerCase()))
            .map(([known]) => `${name} explains -${known}, which it does not have`),
        ];
      }),
      [],
    );
  });

  it('support -WhatIf and -Confirm in commands that change something', () => {
    const changing = /^(Add|Clear|Disable|Enable|Install|Move|New|Remove|Rename|Reset|Restart|Set|Start|Stop|Uninstall|Update)-/;
    assert.deepEqual(
      all(({ path, functions }) =>
        path.includes('Public')
          ? functions
              .filter(({ name, attributes }) => changing.test(name) && !attributes.some(text => text.includes('SupportsShouldProcess')))
              .map(({ name }) => name)
          : [],
      ),
      [],
    );
  });

  it('match the manifest of the module', async () => {
    const version = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version;
    const files = globSync('windows/HnsPolicy/Public/*.ps1', { cwd: ROOT }).map(path => basename(path, '.ps1'));
    assert.deepEqual((await exportedCommands()).sort(), files.sort());
    for (const on of POWERSHELLS) {
      const command = `$m = Test-ModuleManifest '${MODULE}'; Import-Module '${MODULE}'
        $given = @(Get-Command -Module HnsPolicy | ForEach-Object { $_.Name })
        "$($m.Version)|$($m.PowerShellVersion)|$($m.CompatiblePSEditions -join ',')|$($given -join ',')|$(@($m.ExportedAliases.Keys).Count)"
        foreach ($name in $given) { $help = Get-Help $name; if (-not $help.Synopsis -or $help.Synopsis -match $name) { "no help of $name" } }`;
      const { objects, errors } = await (await shell(on)).run(command);
      assert.deepEqual(errors, []);
      assert.deepEqual(objects, [`${version}|5.1|Desktop,Core|${files.sort().join(',')}|0`]);
    }
  });
});

async function exportedCommands(): Promise<string[]> {
  const text = readFileSync(MODULE, 'utf8');
  const list = /FunctionsToExport\s*=\s*@\(([^)]*)\)/.exec(text)![1]!;
  return [...list.matchAll(/'([^']+)'/g)].map(match => match[1]!);
}
