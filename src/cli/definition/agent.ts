import { type Command, Option } from 'commander';
import type { ConfigOption } from '../../agent/config.ts';
import type { Io } from '../io.ts';
import { type Exit, endHelp } from './ending.ts';

/** @param settings May be empty unless the command line contains `agent`. */
export function defineAgent(root: Command, io: Io, exit: Exit, settings: readonly ConfigOption[]): void {
  const command = root.command('agent').description('Keep the HNS ACLs of a Windows node in sync with NetworkPolicies.');
  command.option('--config <file>', 'YAML file with the same settings');
  for (const { flag, type, choices, default: preset, variable, description } of settings) {
    const value = type === 'boolean' ? '[true|false]' : `<${type}>`;
    const facts = [preset !== undefined && `default ${preset}`, `env ${variable}`];
    const option = new Option(`${flag} ${value}`, `${description} (${facts.filter(Boolean).join('; ')})`);
    // Commander only lists choices and defaults in the help. A file or the environment may set the value, so readConfig applies them.
    const named = type === 'boolean' ? ['true', 'false'] : choices;
    if (named) option.argChoices = [...named];
    command.addOption(option);
  }
  command.action(async options => exit((await (await import('../agent.ts')).agentCommand(options, io)) ?? 0));
  endHelp(command, {
    examples: [['on a Windows node, with a configuration file', 'hns-policy agent --config agent.yaml --node-name akswin22000001']],
    status: {
      0: 'stopped by a signal. Existing ACLs stay in force',
      1: 'could not start, for instance because of a setting, the kubeconfig or the metrics address',
    },
  });
}
