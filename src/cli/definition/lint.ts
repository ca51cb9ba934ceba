import { type Command, Option } from 'commander';
import type { Io } from '../io.ts';
import type { LintOptions } from '../lint.ts';
import { type Exit, endHelp } from './ending.ts';
import { liveOptions } from './live.ts';
import { onUnsupported } from './on-unsupported.ts';
import { translate } from './translate.ts';

export function defineLint(root: Command, io: Io, exit: Exit): void {
  const command = root
    .command('lint')
    .description('Find NetworkPolicies that Windows nodes do not enforce as written, and common mistakes. docs/lint.md has every rule.')
    .option('-f, --filename <path...>', 'files, directories (their .yaml, .yml and .json files) or - for standard input')
    .option('-R, --recursive', 'read directories recursively');
  for (const option of liveOptions()) command.addOption(option);
  command
    .addOption(new Option('-o, --output <format>', 'json follows docs/lint.schema.json').choices(['text', 'json', 'sarif']).default('text'))
    .addOption(new Option('--fail-on <severity>', 'lowest severity with exit status 1').choices(['error', 'warning']).default('error'))
    .addOption(onUnsupported())
    .addOption(translate())
    .action(async (options: LintOptions) => exit(await (await import('../lint.ts')).lintCommand(options, io)));
  endHelp(command, {
    examples: [
      ['policies alone', 'hns-policy lint -f policies/'],
      ['a live cluster, which also checks the selectors', 'hns-policy lint --live'],
      ['a chart in CI, for code scanning', 'helm template shop ./chart | hns-policy lint -f - -o sarif'],
      ['fail on every finding', 'hns-policy lint -f policies/ --fail-on warning'],
    ],
    status: { 0: 'no finding, or only warnings', 1: 'a finding of the severity of --fail-on', 2: 'invalid input, no policy was checked' },
  });
}
