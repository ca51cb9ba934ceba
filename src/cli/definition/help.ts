import { Argument, type Command } from 'commander';

/** Commander's help command, with the command names as choices, so that shells can complete them. */
export function defineHelp(root: Command): void {
  const command = root.createCommand('help').description('Print the help of a command.').helpOption(false);
  const names = root
    .createHelp()
    .visibleCommands(root)
    .map(child => child.name());
  root.addHelpCommand(command.addArgument(new Argument('[command]').choices(names)));
}
