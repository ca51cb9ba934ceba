import { Argument, type Command } from 'commander';

/** Commander's own, with the names of the commands that are there, for completion. */
export function defineHelp(root: Command): void {
  const command = root.createCommand('help').description('Print the help of a command.').helpOption(false);
  const names = root
    .createHelp()
    .visibleCommands(root)
    .map(child => child.name());
  root.addHelpCommand(command.addArgument(new Argument('[command]').choices(names)));
}
