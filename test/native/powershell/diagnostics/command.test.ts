import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { needs } from '../../../needs.ts';
import { POWERSHELL_7, runPowerShell } from '../run.ts';
import { shell } from '../shell.ts';
import { openBundle, SCRIPT } from './gather.ts';
import { NODE } from './recordings.ts';
import { temporary } from './temporary.ts';

const env = { HNS_POLICY_RECORDINGS: NODE };
const QUIET = { AgentUri: 'http://127.0.0.1:1', AgentLogPath: '/no.log' };

describe('powershell/diagnostics/command', function () {
  this.timeout(120_000);
  before(function () {
    needs(this, 'dotnet');
  });
  const folder = temporary();

  /** Runs the command with more arguments in a shared PowerShell. A thrown error is returned as an object. */
  async function run(words: string) {
    const quiet = `-AgentUri ${QUIET.AgentUri} -AgentLogPath ${QUIET.AgentLogPath}`;
    return (await shell(POWERSHELL_7, env)).run(`try { & '${SCRIPT}' ${quiet} ${words} } catch { "$_" }`);
  }

  it('writes one file into the current folder, named after the host and the time', async () => {
    const cwd = await folder();
    const { status, err } = await runPowerShell({ file: SCRIPT, parameters: QUIET, env, cwd });
    assert.equal(status, 0, err);
    const [name, ...others] = readdirSync(cwd);
    assert.match(name ?? '', /^hns-policy-[a-z0-9_-]+-\d{8}-\d{6}\.zip$/);
    assert.deepEqual(others, []);
    openBundle(join(cwd, name!));
  });

  it('returns the path of the bundle and the findings', async () => {
    const path = join(await folder(), 'Other.ZIP');
    const { objects, errors, shown } = await run(`'${path}' | ConvertTo-Json -Depth 6`);
    const result = JSON.parse(objects[0]) as {
      Path: string;
      Bytes: number;
      Findings: unknown;
      Collectors: { name: string; status: string }[];
    };
    const { index } = openBundle(path);
    assert.deepEqual([result.Path, result.Bytes, errors, shown], [path, readFileSync(path).length, [], '']);
    assert.deepEqual(result.Findings, index.findings);
    assert.deepEqual(
      result.Collectors.map(({ name, status }) => ({ name, status })),
      index.collectors.map(({ name, status }) => ({ name, status })),
    );
  });

  it('overwrites a file only on request', async () => {
    const path = join(await folder(), 'bundle.zip');
    writeFileSync(path, 'precious');
    const refused = await runPowerShell({ file: SCRIPT, parameters: { OutputPath: path, ...QUIET }, env });
    assert.notEqual(refused.status, 0);
    assert.match(refused.err, /already exists. Use -Force to overwrite it/);
    assert.equal(readFileSync(path, 'utf8'), 'precious');
    const forced = await run(`'${path}' -Force`);
    assert.equal(forced.objects[0].Path, path);
    openBundle(path);
  });

  it('reports an unwritable path before it starts', async () => {
    const path = join(await folder(), 'missing', 'bundle.zip');
    const { objects } = await run(`'${path}'`);
    assert.match(objects.join(), /^The folder .*missing for the bundle does not exist/);
  });

  it('writes no bundle with -WhatIf', async () => {
    const place = await folder();
    const { objects, errors, shown } = await run(`'${place}' -WhatIf`);
    assert.deepEqual([objects, errors], [[], []]);
    assert.match(shown, /^What if: .*Collect diagnostics/);
    assert.deepEqual(readdirSync(place), []);
  });

  it('rejects an agent address that is not HTTP', async () => {
    const place = await folder();
    const command = `try { & '${SCRIPT}' '${place}' -AgentUri file:///etc/passwd } catch { $_ }`;
    const { errors } = await (await shell(POWERSHELL_7, env)).run(command);
    assert.match(errors[0]!.message, /'AgentUri'/);
    assert.deepEqual(readdirSync(place), []);
  });

  it('has the same parameters as the command of the module, each with help', async () => {
    const command = [
      `Import-Module '${join(SCRIPT, '../HnsPolicy/HnsPolicy.psd1')}'`,
      `$names = { param($one) @($one.Parameters.Keys | Sort-Object) -join ' ' }`,
      `& $names (Get-Command '${SCRIPT}')`,
      '& $names (Get-Command Export-HnsPolicyDiagnostics)',
      `@((Get-Help '${SCRIPT}' -Full).parameters.parameter | Where-Object { $_.description } | ForEach-Object { $_.name } | Sort-Object) -join ' '`,
    ].join('\n');
    const { objects, errors } = await (await shell(POWERSHELL_7, env)).run(command);
    assert.deepEqual(errors, []);
    const [script, exported, helped] = objects.map(line => String(line).split(' '));
    assert.deepEqual(script, exported);
    for (const name of ['OutputPath', 'PlanPath', 'AgentUri', 'IncludeFirewall', 'MaxTotalBytes', 'Force'])
      assert.ok(helped?.includes(name), name);
  });
});
