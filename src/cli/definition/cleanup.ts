import { type Command, InvalidArgumentError, Option } from 'commander';
import { DEFAULT_TRANSPORT, TRANSPORT_NAMES } from '../../agent/transports.ts';
import { ENGINES, type Engine } from '../../hns/endpoint/leftovers.ts';
import type { CleanupCommandOptions } from '../cleanup.ts';
import type { Io } from '../io.ts';
import { type Exit, endHelp } from './ending.ts';

export function defineCleanup(root: Command, io: Io, exit: Exit): void {
  const command = root
    .command('cleanup')
    .description(
      "Take the agent's ACLs off every HNS endpoint of this node, and nothing else: for uninstalling. The pods are then as open as the ACLs of others leave them. Remove the agent first: one that runs puts its ACLs back.",
    )
    .option('--dry-run', 'print what would be removed, and remove nothing')
    .addOption(takeover())
    .addOption(new Option('--transport <name>', 'the way to HNS').choices(TRANSPORT_NAMES).default(DEFAULT_TRANSPORT))
    .option('--hns-timeout <seconds>', 'how long one HNS call may take before it counts as failed', seconds, 30)
    .addOption(new Option('-o, --output <format>', 'json names every ACL').choices(['table', 'json']).default('table'))
    .action(async (options: CleanupCommandOptions) => exit(await (await import('../cleanup.ts')).cleanupCommand(options, io)));
  endHelp(command, {
    examples: [
      ['what would be removed from this node', 'hns-policy cleanup --dry-run'],
      ['remove it, after the agent', 'hns-policy cleanup'],
      ['and what Azure NPM left', 'hns-policy cleanup --takeover azure-npm -o json'],
    ],
    status: {
      0: 'nothing of the agent is left; with --dry-run: everything could be read',
      1: 'HNS could not be read, or something could not be removed: it is still in force',
      2: 'all is open, but HNS did not let the last ACLs of an endpoint go: ACLs of the agent that allow everything stand there',
    },
  });
}

function takeover(): Option {
  const option = new Option('--takeover <list>', 'remove what these engines left as well').argParser(engines).default([], 'none');
  option.argChoices = [...ENGINES];
  return option;
}

function engines(text: string): readonly Engine[] {
  const names = text.split(',').map(name => name.trim());
  const unknown = names.filter(name => !ENGINES.includes(name as Engine));
  if (unknown.length > 0) throw new InvalidArgumentError(`Must be of ${ENGINES.join(', ')}.`);
  return names as Engine[];
}

function seconds(text: string): number {
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || value < 1 || value > 600) throw new InvalidArgumentError('Must be a number of seconds from 1 to 600.');
  return value;
}
