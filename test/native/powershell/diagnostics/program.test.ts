import assert from 'node:assert/strict';
import { basename, delimiter, dirname, join } from 'node:path';
import fc from 'fast-check';
import { needs } from '../../../needs.ts';
import { POWERSHELL_7, runPowerShell } from '../run.ts';
import { shell } from '../shell.ts';
import { SCRIPT } from './gather.ts';

const NODE = basename(process.execPath);

interface Ran {
  readonly Status: string;
  readonly ExitCode: number;
  readonly Text: string;
  readonly ErrorText: string;
  readonly Cut: boolean;
}

/** Runs Node with each list of arguments in turn, in one PowerShell. */
async function ran(lists: readonly (readonly string[])[], limits = 'seconds = 600; characters = 1000000'): Promise<Ran[]> {
  const command = [
    "$ErrorActionPreference = 'Stop'",
    `Import-Module '${join(SCRIPT, '../HnsPolicy/HnsPolicy.psd1')}'`,
    `$limits = @{ ${limits} }`,
    '& (Get-Module HnsPolicy) { param($lists, $limits) foreach ($list in $lists) {',
    `Invoke-DiagnosticProgram -Name '${NODE}' -Argument $list.arguments -Deadline ([datetime]::UtcNow.AddSeconds($limits.seconds)) -MaxCharacters $limits.characters`,
    '} } (ConvertFrom-Json $data) $limits',
  ].join('\n');
  const env = { PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`, HNS_POLICY_RECORDINGS: '' };
  const { objects, errors } = await (await shell(POWERSHELL_7, env)).run(command, JSON.stringify(lists.map(list => ({ arguments: list }))));
  assert.deepEqual(errors, []);
  return objects as Ran[];
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

async function ends(pid: number): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (isAlive(pid)) {
    assert.ok(Date.now() < deadline, `process ${pid} is still alive`);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

describe('powershell/diagnostics/program', function () {
  this.timeout(120_000);
  before(function () {
    needs(this, 'dotnet');
  });

  it('returns its output, its errors and its exit code', async () => {
    const [one] = await ran([['-e', 'process.stdout.write("out"); process.stderr.write("err"); process.exitCode = 7']]);
    assert.deepEqual(one, { Status: 'done', ExitCode: 7, Text: 'out', ErrorText: 'err', Cut: false });
  });

  it('receives each argument unchanged, with any characters', async () => {
    const show = 'process.stdout.write(JSON.stringify(process.argv.slice(1)))';
    const anyText = fc.string({ unit: fc.constantFrom('a', ' ', '"', '\\', "'", '$', '`', '%', '&', '\t', 'ü', '*', '<'), maxLength: 8 });
    const lists = [[], ...fc.sample(fc.array(anyText, { maxLength: 16 }), { numRuns: 16, seed: 20261122 })];
    const results = await ran(lists.map(list => ['-e', show, '--', ...list]));
    for (const [number, list] of lists.entries()) assert.deepEqual(JSON.parse(results[number]!.Text), list);
  });

  it('has an empty standard input', async () => {
    const [one] = await ran([['-e', 'process.stdin.on("data", () => {}).on("end", () => process.stdout.write("end"))']]);
    assert.equal(one?.Text, 'end');
  });

  it('is killed after its timeout, and its output until then is kept', async () => {
    const wait = 'process.stdout.write(String(process.pid)); setInterval(() => {}, 1000)';
    const [one] = await ran([['-e', wait]], 'seconds = 10; characters = 1000000');
    assert.equal(one?.Status, 'timed-out');
    // On a slow machine the program may not have started yet.
    if (one.Text !== '') await ends(Number(one.Text));
  });

  it('is killed if it writes too much', async () => {
    const pour = 'process.stdout.write(process.pid + " "); setInterval(() => process.stdout.write("x".repeat(10_000)), 1)';
    const [one] = await ran([['-e', pour]], 'seconds = 600; characters = 50000');
    assert.deepEqual([one?.Status, one?.Cut, one?.Text.length], ['done', true, 50_000]);
    await ends(Number(one!.Text.split(' ')[0]));
  });

  it('is missing if it is not in the PATH, even if the current folder has a file with its name', async () => {
    const command = [
      `Import-Module '${join(SCRIPT, '../HnsPolicy/HnsPolicy.psd1')}'`,
      "& (Get-Module HnsPolicy) { (Invoke-DiagnosticProgram -Name 'program.test.ts' -Deadline ([datetime]::UtcNow.AddSeconds(600))).Status }",
    ].join('\n');
    const { out } = await runPowerShell({
      command,
      cwd: import.meta.dirname,
      env: { HNS_POLICY_RECORDINGS: '', PATH: `.${delimiter}${process.env.PATH}` },
    });
    assert.equal(out.trim(), 'missing');
  });
});
