/** Removes secrets from many texts in one PowerShell. */
import assert from 'node:assert/strict';
import { MODULE } from '../module/module.ts';
import { POWERSHELL_7 } from '../run.ts';
import { shell } from '../shell.ts';

export interface Protected {
  readonly text: string;
  readonly removed: Readonly<Record<string, number>>;
}

const PROGRAM = [
  "$ErrorActionPreference = 'Stop'",
  `Import-Module '${MODULE}'`,
  '& (Get-Module HnsPolicy) { param($texts) foreach ($text in $texts) {',
  '$clean = Protect-DiagnosticText -Text $text; [pscustomobject]@{ text = $clean.Text; removed = $clean.Removed } } } (ConvertFrom-Json $data)',
].join('\n');

export async function protect(texts: readonly string[], on = POWERSHELL_7): Promise<readonly Protected[]> {
  const { objects, errors } = await (await shell(on)).run(PROGRAM, JSON.stringify(texts));
  assert.deepEqual(errors, []);
  return objects;
}
