import { type Command, Option } from 'commander';
import { TRANSPORT_NAMES } from '../../agent/transports.ts';
import type { Io } from '../io.ts';
import type { PreflightCommandOptions } from '../preflight.ts';
import { duration } from './duration-option.ts';
import { type Exit, endHelp } from './ending.ts';

export function definePreflight(root: Command, io: Io, exit: Exit): void {
  const command = root
    .command('preflight')
    .description('Check the parts of this node that the agent needs, within 30 seconds. It only reads.')
    .option('--config <file>', 'YAML file with the settings of the agent')
    .option('--node-name <text>', "name of the Node (default: $HNS_POLICY_NODE_NAME, else the machine's name)")
    .addOption(new Option('--transport <name>', 'transport for HNS calls').choices(TRANSPORT_NAMES))
    .option('--kubeconfig <file>', "kubeconfig (default: the pod's service account, else $KUBECONFIG, else ~/.kube/config)")
    .addOption(new Option('--timeout <duration>', 'time for all checks').argParser(duration).default(25_000, '25s'))
    .option('--strict', 'exit status 1 if a row failed')
    .addOption(new Option('-o, --output <format>', 'json follows docs/preflight.schema.json').choices(['table', 'json']).default('table'))
    .action(async (options: PreflightCommandOptions) => {
      const { endSoon, preflightCommand } = await import('../preflight.ts');
      exit(await preflightCommand(options, io));
      endSoon();
    });
  endHelp(command, {
    examples: [
      ['on the node', 'hns-policy preflight'],
      [
        'in the container of the agent',
        'kubectl exec -n kube-system POD -- cmd /c hns-policy preflight --config etc/hns-policy-agent/agent.yaml',
      ],
      ['in a script that prepares a node', 'hns-policy preflight --strict -o json'],
    ],
    status: {
      0: 'done. With --strict: no row failed',
      1: 'with --strict: a row failed. Otherwise the command line is invalid',
    },
  });
}
