/** Takes secrets out of many texts in one PowerShell. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type PowerShell, runPowerShell } from '../run.ts';
import { SCRIPT } from './gather.ts';

export interface Protected {
  readonly text: string;
  readonly removed: Readonly<Record<string, number>>;
}

const PROGRAM = [
  "$ErrorActionPreference = 'Stop'",
  `Import-Module '${join(SCRIPT, '../HnsPolicy/HnsPolicy.psd1')}'`,
  '$texts = ConvertFrom-Json -InputObject ([Console]::In.ReadToEnd())',
  '$results = @(& (Get-Module HnsPolicy) { param($texts) foreach ($text in $texts) {',
  '$clean = Protect-DiagnosticText -Text $text; [ordered]@{ text = $clean.Text; removed = $clean.Removed } } } $texts)',
  'ConvertTo-Json -InputObject $results -Depth 4 -Compress',
].join('\n');

export async function protect(texts: readonly string[], on?: PowerShell): Promise<Protected[]> {
  const { status, out, err } = await runPowerShell({ command: PROGRAM, stdin: JSON.stringify(texts), ...(on && { on }) });
  assert.equal(status, 0, err);
  return JSON.parse(out) as Protected[];
}
