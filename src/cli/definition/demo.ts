import type { Command } from 'commander';
import { cloneOnly } from '../../agent/clone-only.ts';
import type { Io } from '../io.ts';
import { type Exit, endHelp } from './ending.ts';

export function defineDemo(root: Command, io: Io, exit: Exit): void {
  const command = root
    .command('demo')
    .description('Play the whole job against an embedded API server and HNS: no cluster and no Windows needed.')
    .option('--serve', 'stay up afterwards and print what kubectl, "hns-policy connect" and "hns-policy status" need in their environment')
    .option('--empty', 'play nothing: stay up with the nodes alone, as docs/tutorial.md begins')
    .action(async options => {
      const { demoCommand } = await cloneOnly('the demo', () => import('../demo.ts'));
      exit(await demoCommand(options, io));
    });
  endHelp(command, {
    examples: [
      ['play the walkthrough', 'hns-policy demo'],
      ['and go on with kubectl', 'hns-policy demo --serve'],
      ['do it all yourself', 'hns-policy demo --empty'],
    ],
    status: { 0: 'every step ended as it must', 1: 'a step did not, or the demo could not start' },
  });
}
