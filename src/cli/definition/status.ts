import { type Command, Option } from 'commander';
import type { Io } from '../io.ts';
import type { StatusOptions } from '../status.ts';
import { type Exit, endHelp } from './ending.ts';

export function defineStatus(root: Command, io: Io, exit: Exit): void {
  const command = root
    .command('status')
    .description('Ask the agent of this node what is in force at each pod, since when, by which policies, and what is wrong.')
    .option('--address <address:port>', 'where the agent serves its metrics (default: $HNS_POLICY_METRICS_ADDRESS, else 127.0.0.1:9464)')
    .addOption(
      new Option('-o, --output <format>', 'json is in the form of docs/status.schema.json').choices(['table', 'json']).default('table'),
    )
    .action(async (options: StatusOptions) => exit(await (await import('../status.ts')).statusCommand(options, io)));
  endHelp(command, {
    examples: [
      ['on the node', 'hns-policy status'],
      ['from anywhere, of one node', 'kubectl exec -n kube-system POD -- cmd /c hns-policy status'],
      ['for a program', 'hns-policy status -o json'],
    ],
    status: {
      0: 'what is wanted is in force at every pod',
      1: 'no agent could be asked',
      2: 'something is not in force, or the agent is not ready',
    },
  });
}
