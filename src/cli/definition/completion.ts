import { Argument, type Command } from 'commander';
import { candidates } from '../complete.ts';
import { COMPLETION_SCRIPTS, type Shell } from '../completion.ts';
import type { Io } from '../io.ts';
import { endHelp } from './ending.ts';

/** Also defines the hidden command `complete`, which the scripts call. */
export function defineCompletion(root: Command, io: Io): void {
  const command = root
    .command('completion')
    .description('Print a shell completion script for commands, options and their choices.')
    .addArgument(new Argument('<shell>').choices(Object.keys(COMPLETION_SCRIPTS)))
    .action((shell: Shell) => io.raw(COMPLETION_SCRIPTS[shell]));
  endHelp(command, {
    examples: [
      ['bash: in ~/.bashrc', 'source <(hns-policy completion bash)'],
      ['zsh: in ~/.zshrc, after compinit', 'source <(hns-policy completion zsh)'],
      ['PowerShell: in $PROFILE', 'hns-policy completion powershell | Out-String | Invoke-Expression'],
    ],
    status: { 0: 'done', 1: 'unknown shell' },
  });
  root
    .command('complete', { hidden: true })
    .argument('[words...]')
    .action((words: readonly string[]) => {
      for (const { value, description } of candidates(root, words)) io.raw(`${value}\t${description}\n`);
    });
}
