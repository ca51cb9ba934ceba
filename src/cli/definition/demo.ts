import type { Command } from 'commander';
import { cloneOnly } from '../../agent/clone-only.ts';
import type { Io } from '../io.ts';
import { type Exit, endHelp } from './ending.ts';
import { translate } from './translate.ts';

export function defineDemo(root: Command, io: Io, exit: Exit): void {
  const command = root
    .command('demo')
    .description('Run the walkthrough against an embedded API server and HNS. Needs no cluster and no Windows.')
    .option('--serve', 'keep the servers running and print the environment for kubectl, "hns-policy connect" and "hns-policy status"')
    .option('--empty', 'start the servers without running the walkthrough, as docs/tutorial.md does. --translate implies it')
    .addOption(translate().implies({ empty: true }))
    .action(async options => {
      const { demoCommand } = await cloneOnly('the demo', () => import('../demo.ts'));
      exit(await demoCommand(options, io));
    });
  endHelp(command, {
    examples: [
      ['run the walkthrough', 'hns-policy demo'],
      ['then continue with kubectl', 'hns-policy demo --serve'],
      ['do all steps yourself', 'hns-policy demo --empty'],
    ],
    status: { 0: 'every step had the expected result', 1: 'a step did not, or the demo could not start' },
  });
}
