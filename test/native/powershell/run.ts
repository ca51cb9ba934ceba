/**
 * Runs PowerShell scripts in the tests. Each script is tried in PowerShell 7.6 from NuGet and in Windows PowerShell 5.1. Linux has no
 * Windows PowerShell. The modules in `edition-5.1/` imitate it there (test/native/README.md).
 * Commands of Windows (Get-Service, Get-WinEvent, Get-CimInstance, the registry …) exist in neither. A test defines functions of these names.
 */
import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { ROOT } from '../part.ts';
import { installedPwsh } from './pwsh.ts';

export interface PowerShell {
  /** Used in test titles. */
  readonly name: string;
  /** The program, and its arguments before -File or -Command. Installs the program if necessary. */
  command(): Promise<Command>;
}

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  /** Added to the variables of this process. */
  readonly env: Readonly<Record<string, string>>;
}

const HOME = join(ROOT, 'node_modules/.cache/hns-policy/powershell-home');
const MODULES = join(import.meta.dirname, 'edition-5.1');
const OPTIONS = ['-NoProfile', '-NonInteractive'];

async function pwsh(env: Readonly<Record<string, string>> = {}): Promise<Command> {
  return {
    program: 'dotnet',
    args: [join(await installedPwsh(), 'pwsh.dll'), ...OPTIONS],
    env: {
      // Prevents writes into the home folder.
      PSModuleAnalysisCachePath: '/dev/null',
      XDG_CACHE_HOME: HOME,
      XDG_CONFIG_HOME: HOME,
      XDG_DATA_HOME: HOME,
      POWERSHELL_TELEMETRY_OPTOUT: '1',
      POWERSHELL_UPDATECHECK: 'Off',
      // Debian may come without ICU.
      DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1',
      // A start takes a fifth less CPU time.
      POWERSHELL_DIAGNOSTICS_OPTOUT: '1',
      DOTNET_EnableDiagnostics: '0',
      DOTNET_gcConcurrent: '0',
      DOTNET_TieredPGO: '0',
      ...env,
    },
  };
}

async function imitation(): Promise<Command> {
  const folder = await installedPwsh();
  return pwsh({ PSModulePath: [MODULES, join(folder, 'Modules')].join(delimiter), DOTNET_STARTUP_HOOKS: join(folder, 'ModulesOnly.dll') });
}

export const POWERSHELL_7: PowerShell = { name: 'PowerShell 7.6', command: () => pwsh() };

export const POWERSHELL_51: PowerShell =
  process.platform === 'win32'
    ? {
        name: 'Windows PowerShell 5.1',
        command: async () => ({ program: 'powershell', args: [...OPTIONS, '-ExecutionPolicy', 'Bypass'], env: {} }),
      }
    : { name: 'PowerShell 7.6 with the cmdlets of 5.1', command: imitation };

/** Every script is tried on all of them. */
export const POWERSHELLS: readonly PowerShell[] = [POWERSHELL_7, POWERSHELL_51];

export type Script =
  | { readonly file: string; readonly parameters?: Readonly<Record<string, string | number | boolean>> }
  | { readonly command: string };

export type PowerShellRun = Script & {
  /** Default: POWERSHELL_7. */
  readonly on?: PowerShell;
  readonly stdin?: string;
  /** Added to the variables of this process. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
};

export interface Outcome {
  /** The exit code, -1 if it was killed. */
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a script to its end. Each parameter is passed by name as one argument. `true` is a switch, `false` is left out. */
export async function runPowerShell(run: PowerShellRun): Promise<Outcome> {
  const { on = POWERSHELL_7, stdin = '', env = {}, cwd } = run;
  const { program, args, env: own } = await on.command();
  const script = 'file' in run ? ['-File', run.file, ...argumentsOf(run.parameters ?? {})] : ['-Command', run.command];
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args, ...script], { env: { ...process.env, ...own, ...env }, ...(cwd && { cwd }) });
    const written = { out: '', err: '' };
    child.stdout.setEncoding('utf8').on('data', text => {
      written.out += text;
    });
    child.stderr.setEncoding('utf8').on('data', text => {
      written.err += text;
    });
    child.on('error', reject);
    child.on('close', code => resolve({ status: code ?? -1, out: written.out, err: unwrapped(written.err) }));
    // The script ended without reading its input.
    child.stdin.on('error', () => {});
    child.stdin.end(stdin);
  });
}

/** Removes colours and line breaks from an error. PowerShell wraps it at the width of the terminal, so the breaks depend on the length of paths. */
function unwrapped(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/\n {5}\| (?! *~)/g, ' ');
}

function argumentsOf(parameters: Readonly<Record<string, string | number | boolean>>): string[] {
  return Object.entries(parameters).flatMap(([name, value]) =>
    value === false ? [] : value === true ? [`-${name}`] : [`-${name}`, String(value)],
  );
}
