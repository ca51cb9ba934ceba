import { type Command, Option } from 'commander';
import type { ConfigOption } from '../../agent/config.ts';
import type { Io } from '../io.ts';
import { type Exit, endHelp } from './ending.ts';

/** @param settings Only needed where the agent may be asked for. */
export function defineAgent(root: Command, io: Io, exit: Exit, settings: readonly ConfigOption[]): void {
  const command = root.command('agent').description('Keep the HNS policies of a Windows node equal to what NetworkPolicies demand.');
  command.option('--config <file>', 'YAML file with the same settings');
  for (const { flag, type, choices, default: preset, variable, description } of settings) {
    const value = type === 'boolean' ? '[true|false]' : `<${type}>`;
    const facts = [preset !== undefined && `default ${preset}`, `env ${variable}`];
    const option = new Option(`${flag} ${value}`, `${description} (${facts.filter(Boolean).join('; ')})`);
    // Neither choices nor defaults are commander's to apply: a file or the environment may have the word. It only names them.
    const named = type === 'boolean' ? ['true', 'false'] : choices;
    if (named) option.argChoices = [...named];
    command.addOption(option);
  }
  command.action(async options => exit((await (await import('../agent.ts')).agentCommand(options, io)) ?? 0));
  endHelp(command, {
    examples: [
      ['on a Windows node, with the settings of a file', 'hns-policy agent --config agent.yaml --node-name akswin22000001'],
      [
        'anywhere: the parts of your policies that it would reject',
        'hns-policy agent --node-name any --transport simulator --kubeconfig ~/.kube/config',
      ],
    ],
    status: {
      0: 'stopped by a signal; what HNS holds stays in force',
      1: 'it could not start: a setting, the kubeconfig, the metrics address',
    },
  });
}
