import assert from 'node:assert/strict';
import { hnsPolicy } from '../../cli/command-line.ts';
import { needs } from '../../needs.ts';
import { POWERSHELLS, runPowerShell } from './run.ts';

/** PowerShell's completions at the end of each line. In that session `hns-policy` is a function that returns the output of the real command line. */
const SCRIPT = `
. ([scriptblock]::Create($env:COMPLETION))
function hns-policy {
  $answers = $env:ANSWERS | ConvertFrom-Json
  $asked = $args -join ' '
  if ($answers.PSObject.Properties[$asked]) { $answers.$asked -split "\`n" } else { Write-Output "not asked: $asked" }
}
foreach ($line in $env:LINES -split "\`n") {
  $found = [System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches
  Write-Output (($found | ForEach-Object { $_.CompletionText + '|' + $_.ToolTip }) -join ';')
}
`;

const LINES = {
  'hns-policy comple': 'comple',
  'hns-policy completion ': 'completion ""',
  'hns-policy plan --output j': 'plan --output j',
  'hns-policy plan --output=j': 'plan --output=j',
} as const;

describe('completion in PowerShell', () => {
  before(function () {
    needs(this, 'dotnet');
  });
  it('completes the typed words, filtered by prefix', async function () {
    // The first test installs PowerShell.
    this.timeout(0);
    const answers: Record<string, string> = {};
    for (const words of Object.values(LINES))
      answers[`complete -- ${words}`] = (await hnsPolicy(['complete', '--', ...words.split(' ')])).out.trimEnd();
    const env = {
      COMPLETION: (await hnsPolicy(['completion', 'powershell'])).out,
      ANSWERS: JSON.stringify(answers),
      LINES: Object.keys(LINES).join('\n'),
    };
    for (const on of POWERSHELLS) {
      const { out, err } = await runPowerShell({ command: SCRIPT, on, env });
      assert.deepEqual(
        { err, out: out.trimEnd().split(/\r?\n/) },
        {
          err: '',
          out: [
            'completion|Print a shell completion script for commands, options and their choices.',
            'bash|bash;zsh|zsh;powershell|powershell',
            'json|json',
            '--output=json|--output=json',
          ],
        },
        on.name,
      );
    }
  });
});
