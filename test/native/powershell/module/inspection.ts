/** Inspects scripts with PowerShell's own parser. */
import assert from 'node:assert/strict';
import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../part.ts';
import { POWERSHELL_7 } from '../run.ts';
import { shell } from '../shell.ts';

export interface Found {
  readonly verbs: readonly string[];
  readonly scripts: readonly ScriptFound[];
}
export interface ScriptFound {
  readonly path: string;
  readonly errors: readonly string[];
  /** Syntax that Windows PowerShell 5.1 lacks. */
  readonly syntax: readonly string[];
  readonly commands: readonly { readonly name: string; readonly parameters: readonly string[]; readonly line: number }[];
  /** `types`: the type and its bases. `arguments`: -1 for a property. */
  readonly statics: readonly {
    readonly types: readonly string[];
    readonly member: string;
    readonly arguments: number;
    readonly line: number;
  }[];
  readonly types: readonly { readonly names: readonly string[]; readonly line: number }[];
  /** String constants without white space, including barewords. */
  readonly texts: readonly { readonly text: string; readonly line: number }[];
  readonly functions: readonly FunctionFound[];
}
export interface FunctionFound {
  readonly name: string;
  readonly top: boolean;
  readonly parameters: readonly string[];
  readonly attributes: readonly string[];
  readonly help: null | {
    readonly synopsis: string;
    readonly description: string | null;
    readonly outputs: readonly string[];
    readonly examples: readonly string[];
    readonly parameters: Readonly<Record<string, string>>;
  };
}

/** Every script of the project. */
export const SCRIPTS = [
  'build.ps1',
  ...globSync(['windows/**/*.{ps1,psm1,psd1}', 'test/native/powershell/**/*.ps1'], { cwd: ROOT, exclude: ['**/bin/**', '**/obj/**'] }),
]
  .map(path => join(ROOT, path))
  .sort();

/** @param ErrorsOnly Return only parse errors. */
export async function inspect(paths: readonly string[], on = POWERSHELL_7, ErrorsOnly = false): Promise<Found> {
  const work = mkdtempSync(join(tmpdir(), 'inspect-'));
  try {
    const list = join(work, 'list');
    writeFileSync(list, paths.join('\n'));
    const file = join(import.meta.dirname, 'inspect-scripts.ps1');
    const { errors, shown } = await (await shell(on)).run(`& '${file}' -List '${list}' -ErrorsOnly:$${ErrorsOnly}`);
    assert.deepEqual(errors, []);
    return JSON.parse(shown);
  } finally {
    rmSync(work, { recursive: true });
  }
}
