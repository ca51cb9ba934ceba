import type { Command } from 'commander';
import { program } from '../../src/cli/program.ts';
import { SILENCE } from '../cli/command-line.ts';
import { assertGenerated } from './generated.ts';

const PATH = 'docs/commands.md';

/** The help on a terminal of 110 columns. */
function help(command: Command): string {
  let text = '';
  const writeOut = (part: string): void => {
    text += part;
  };
  command.configureOutput({ writeOut, getOutHelpWidth: () => 110 }).outputHelp();
  return text;
}

describe(PATH, () => {
  it('has the help of every command', () => {
    // The agent's settings have their own document.
    const root = program(SILENCE, [], () => {});
    const commands = root
      .createHelp()
      .visibleCommands(root)
      .filter(command => command.name() !== 'help');
    const sections = commands.map(command => `## hns-policy ${command.name()}\n\n\`\`\`text\n${help(command).trim()}\n\`\`\``);
    assertGenerated(PATH, 'commands', sections.join('\n\n'));
  });
});
