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
      "Remove the agent's ACLs from every HNS endpoint of this node, for uninstalling. Pods are then governed only by ACLs of other owners. Remove the agent first: a running agent restores its ACLs.",
    )
    .option('--dry-run', 'list the ACLs without removing them')
    .addOption(takeover())
    .addOption(new Option('--transport <name>', 'transport for HNS calls').choices(TRANSPORT_NAMES).default(DEFAULT_TRANSPORT))
    .option('--hns-timeout <seconds>', 'timeout of one HNS call', seconds, 30)
    .addOption(new Option('-o, --output <format>', 'json lists every ACL').choices(['table', 'json']).default('table'))
    .action(async (options: CleanupCommandOptions) => exit(await (await import('../cleanup.ts')).cleanupCommand(options, io)));
  endHelp(command, {
    examples: [
      ['list the ACLs to remove on this node', 'hns-policy cleanup --dry-run'],
      ['remove them, after the agent is uninstalled', 'hns-policy cleanup'],
      ['also remove the leftovers of Azure NPM', 'hns-policy cleanup --takeover azure-npm -o json'],
    ],
    status: {
      0: 'no ACL of the agent is left. With --dry-run: every endpoint was read',
      1: 'HNS could not be read, or some ACLs could not be removed and are still in force',
      2: 'all traffic is open, but HNS did not remove the last ACLs of an endpoint. Allow-all ACLs of the agent replace them',
    },
  });
}

function takeover(): Option {
  const option = new Option('--takeover <list>', 'also remove the leftovers of these engines').argParser(engines).default([], 'none');
  option.argChoices = [...ENGINES];
  return option;
}

function engines(text: string): readonly Engine[] {
  const names = text.split(',').map(name => name.trim());
  const unknown = names.filter(name => !ENGINES.includes(name as Engine));
  if (unknown.length > 0) throw new InvalidArgumentError(`Must be one or more of ${ENGINES.join(', ')}.`);
  return names as Engine[];
}

function seconds(text: string): number {
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || value < 1 || value > 600) throw new InvalidArgumentError('Must be a number of seconds from 1 to 600.');
  return value;
}
