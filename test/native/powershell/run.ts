/**
 * Runs PowerShell scripts in the tests: on the PowerShells that the machine has, and everywhere on PowerShell's own engine (7.6) in a console program
 * of ours, `host/`, called like `pwsh -File` and `pwsh -Command`: errors on stderr, everything else on stdout, stdin for [Console]::In; the exit code is
 * that of `exit`, 1 after a terminating error, else 0 (also after -Command whose last statement failed without ending it, where pwsh gives 1).
 *
 * That engine has the language, modules, help, providers (FileSystem, Environment, Function, Variable, Alias), ForEach-Object, Where-Object, Get-Command,
 * Get-Help, Get-Module, Import-Module, New-Module, Remove-Module, Test-ModuleManifest, Export-ModuleMember, Invoke-Command, Set-StrictMode, Out-Null,
 * Out-Default, Out-Host, Register-ArgumentCompleter and the job cmdlets except Start-Job. The host adds, with the standard parameters that their
 * classes in host/Cmdlets show (any other is refused like an unknown one):
 *   Write-Output, -Error, -Warning, -Verbose, -Debug, -Information, -Host, -Progress
 *   Select-Object, Sort-Object, Group-Object, Measure-Object, Compare-Object, Get-Unique, Select-String
 *   New-Object (not -ComObject), Add-Member, Get-Member, Add-Type (-Path, -LiteralPath, -AssemblyName; compiles nothing)
 *   ConvertTo-Json, ConvertFrom-Json, Import-PowerShellDataFile
 *   Get-Date, New-TimeSpan, Start-Sleep, New-Guid, Get-Random, Get-Host
 *   Get-, Set-, New-, Remove-Variable; Set-Alias
 *   Get-Content, Set-Content, Add-Content, Out-File (files only), Out-String, Get-FileHash
 *   Get-Item, Get-ChildItem, New-Item, Remove-Item, Copy-Item, Move-Item, Rename-Item, Get-ItemProperty
 *   Test-Path, Join-Path, Split-Path, Resolve-Path, Convert-Path, Get-, Set-, Push-, Pop-Location
 *   Get-Process, Stop-Process
 *   Compress-Archive, Expand-Archive
 * They are there in runspaces that a script makes, too ([powershell]::Create()). What Windows brings (Get-Service, Get-WinEvent, Get-CimInstance,
 * Get-NetAdapter, the registry …) is not: a test defines functions of these names, which come before cmdlets.
 *
 * Each script is tried in two editions: '7', and '5.1', where the added cmdlets refuse what Windows PowerShell lacks (ConvertFrom-Json -AsHashtable,
 * Join-Path with three parts …) and behave like its own (ConvertFrom-Json gives an array as one object, whole numbers as Int32 and no dates,
 * and takes no more than 2 MB;
 * ConvertTo-Json writes dates as \/Date(…)\/ and what Get-Content attached to a string; Set-Content is ANSI, Out-File UTF-16, utf8 has a BOM …).
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../part.ts';
import { powerShellHost } from './host.ts';

export interface PowerShell {
  /** For a test's title. */
  readonly name: string;
  /** What to run, and with which arguments before -File or -Command. */
  command(): Promise<readonly [program: string, ...args: string[]]>;
  /** Beside those of this process. */
  readonly env: Readonly<Record<string, string>>;
}

const HOME = join(ROOT, 'node_modules/.cache/hns-policy/powershell-home');
const OPTIONS = ['-NoProfile', '-NonInteractive'];

function hosted(edition: '7' | '5.1'): PowerShell {
  return {
    name: `the engine of PowerShell 7.6${edition === '7' ? '' : ', with the cmdlets of 5.1'}`,
    command: async () => ['dotnet', await powerShellHost(), ...OPTIONS],
    env: {
      POWERSHELL_HOST_EDITION: edition,
      // What it would write into the home folder.
      PSModuleAnalysisCachePath: '/dev/null',
      XDG_CACHE_HOME: HOME,
      XDG_CONFIG_HOME: HOME,
      XDG_DATA_HOME: HOME,
      POWERSHELL_TELEMETRY_OPTOUT: '1',
      DOTNET_TieredPGO: '0',
    },
  };
}

export const POWERSHELL_7 = hosted('7');
export const POWERSHELL_51 = hosted('5.1');

function installed(program: string): PowerShell {
  return {
    name: program,
    command: async () => [program, ...OPTIONS, ...(process.platform === 'win32' ? ['-ExecutionPolicy', 'Bypass'] : [])],
    env: {},
  };
}

/** The PowerShells to try a script on: those of the machine, and the engine in both editions. */
export async function powerShells(): Promise<readonly PowerShell[]> {
  const found = await Promise.all(['pwsh', 'powershell'].map(async program => ((await starts(program)) ? [installed(program)] : [])));
  return [POWERSHELL_7, POWERSHELL_51, ...found.flat()];
}

function starts(program: string): Promise<boolean> {
  return new Promise(resolve => {
    const child = spawn(program, [...OPTIONS, '-Command', 'exit 0'], { stdio: 'ignore' });
    child.on('error', () => resolve(false));
    child.on('exit', code => resolve(code === 0));
  });
}

export type Script =
  | { readonly file: string; readonly parameters?: Readonly<Record<string, string | number | boolean>> }
  | { readonly command: string };

export type PowerShellRun = Script & {
  /** The engine of PowerShell 7 unless given. */
  readonly on?: PowerShell;
  readonly stdin?: string;
  /** Beside those of this process. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
};

export interface Outcome {
  /** The exit code; -1 when it was killed. */
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a script to its end. Parameters are passed by name, each as one argument; `true` is a switch, `false` none. */
export async function runPowerShell(run: PowerShellRun): Promise<Outcome> {
  const { on = POWERSHELL_7, stdin = '', env = {}, cwd } = run;
  const [program, ...args] = await on.command();
  const script = 'file' in run ? ['-File', run.file, ...argumentsOf(run.parameters ?? {})] : ['-Command', run.command];
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args, ...script], { env: { ...process.env, ...on.env, ...env }, ...(cwd && { cwd }) });
    const written = { out: '', err: '' };
    child.stdout.setEncoding('utf8').on('data', text => {
      written.out += text;
    });
    child.stderr.setEncoding('utf8').on('data', text => {
      written.err += text;
    });
    child.on('error', reject);
    child.on('close', code => resolve({ status: code ?? -1, ...written }));
    // A script that ends without reading it.
    child.stdin.on('error', () => {});
    child.stdin.end(stdin);
  });
}

function argumentsOf(parameters: Readonly<Record<string, string | number | boolean>>): string[] {
  return Object.entries(parameters).flatMap(([name, value]) =>
    value === false ? [] : value === true ? [`-${name}`] : [`-${name}`, String(value)],
  );
}
