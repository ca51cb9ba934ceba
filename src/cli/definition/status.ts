import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Io } from '../io.ts';
import type { StatusOptions } from '../status.ts';
import type { StatusAllOptions } from '../status-all.ts';
import { duration } from './duration-option.ts';
import { type Exit, endHelp } from './ending.ts';

type Options = StatusOptions & StatusAllOptions & { readonly all?: true };

export function defineStatus(root: Command, io: Io, exit: Exit): void {
  const command = root
    .command('status')
    .description(
      'Print what the agent on this node enforces for each pod, since when, by which policies, and any errors. With --all, print one row for each Windows node of the cluster.',
    )
    .addOption(
      new Option(
        '--address <address:port>',
        'metrics address of the agent (default: $HNS_POLICY_METRICS_ADDRESS, else 127.0.0.1:9464)',
      ).conflicts('all'),
    )
    .option('--all', 'ask the agents of all Windows nodes through the API server, with your own permissions')
    .option('-n, --namespace <namespace>', 'namespace of the agents, with --all', 'kube-system')
    .option('--kubeconfig <file>', 'kubeconfig for --all (default: $KUBECONFIG, else ~/.kube/config)')
    .addOption(new Option('--timeout <duration>', 'time for the answer of one node, with --all').argParser(duration).default(15_000, '15s'))
    .addOption(new Option('--parallel <number>', 'nodes asked at the same time, with --all').argParser(parallel).default(16))
    .addOption(new Option('-o, --output <format>', 'json follows docs/status.schema.json').choices(['table', 'json']).default('table'))
    .action(async ({ all, ...options }: Options) =>
      exit(
        all
          ? await (await import('../status-all.ts')).statusAllCommand(options, io)
          : await (await import('../status.ts')).statusCommand(options, io),
      ),
    );
  endHelp(command, {
    examples: [
      ['on the node', 'hns-policy status'],
      ['all nodes, from anywhere', 'hns-policy status --all'],
      ['from anywhere, for one node', 'kubectl exec -n kube-system POD -- cmd /c hns-policy status'],
      ['as JSON', 'hns-policy status -o json'],
    ],
    status: {
      0: 'every pod is in sync. With --all: on every Windows node',
      1: 'no agent responded. With --all: the nodes could not be listed',
      2: 'a pod is out of sync, a watch fails, or the agent is not ready. With --all: on at least one node, or a node has no agent that responds',
    },
  });
}

function parallel(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < 1 || number > 100) throw new InvalidArgumentError('Must be a whole number from 1 to 100.');
  return number;
}
