import { type Command, Option } from 'commander';
import type { Io } from '../io.ts';
import type { StatusOptions } from '../status.ts';
import { type Exit, endHelp } from './ending.ts';

export function defineStatus(root: Command, io: Io, exit: Exit): void {
  const command = root
    .command('status')
    .description('Print what the agent on this node enforces for each pod, since when, by which policies, and any errors.')
    .option('--address <address:port>', 'metrics address of the agent (default: $HNS_POLICY_METRICS_ADDRESS, else 127.0.0.1:9464)')
    .addOption(new Option('-o, --output <format>', 'json follows docs/status.schema.json').choices(['table', 'json']).default('table'))
    .action(async (options: StatusOptions) => exit(await (await import('../status.ts')).statusCommand(options, io)));
  endHelp(command, {
    examples: [
      ['on the node', 'hns-policy status'],
      ['from anywhere, for one node', 'kubectl exec -n kube-system POD -- cmd /c hns-policy status'],
      ['as JSON', 'hns-policy status -o json'],
    ],
    status: {
      0: 'every pod is in sync',
      1: 'no agent responded',
      2: 'a pod is out of sync, a watch fails, or the agent is not ready',
    },
  });
}
