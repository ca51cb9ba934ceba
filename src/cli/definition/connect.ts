import { type Command, Option } from 'commander';
import type { ConnectOptions } from '../connect.ts';
import type { Io } from '../io.ts';
import { duration } from './duration-option.ts';
import { type Exit, endHelp } from './ending.ts';
import { liveOptions } from './live.ts';
import { atLeast4 } from './max-acls.ts';
import { onUnsupported } from './on-unsupported.ts';
import { translate } from './translate.ts';

export function defineConnect(root: Command, io: Io, exit: Exit): void {
  const command = root
    .command('connect')
    .description('Test a connection. Prints TIMEOUT if it is blocked, and no output if it is allowed.')
    .argument('<from>', 'namespace/pod or an IP address')
    .argument('<to>', 'namespace/pod:port, service.namespace:port, 10.0.0.1:port or [fd00::1]:port')
    .addOption(protocol())
    .addOption(new Option('--timeout <duration>', 'how long to retry. Not used with -f').argParser(duration).default(3000, '3s'))
    .option('--explain', 'print the policies and rules that decide, and for a blocked connection the changes that would allow it')
    .addOption(
      new Option('-o, --output <format>', 'json follows docs/connect.schema.json and always explains')
        .choices(['text', 'json'])
        .default('text'),
    )
    .option('-f, --filename <path>', 'use these manifests instead of a running demo: file, directory or -. May be repeated', append)
    .option('-R, --recursive', 'read directories recursively')
    .addOption(onUnsupported())
    .addOption(translate())
    .option('--max-acls <number>', 'maximum ACLs per endpoint', atLeast4, 1000)
    .option('--allow-egress-to-node', "as the agent's setting allowEgressToNode");
  for (const option of liveOptions()) command.addOption(option);
  command.action(async (from: string, to: string, options: ConnectOptions) =>
    exit(await (await import('../connect.ts')).connectCommand(from, to, options, io)),
  );
  endHelp(command, {
    examples: [
      ['in a running demo', 'hns-policy connect demo/client demo/server:80 --explain'],
      ['from manifests', 'hns-policy connect -f cluster.json shop/web shop/db:5432'],
      ['the reasons and the changes that would allow it, as JSON', 'hns-policy connect -f cluster.json shop/web shop/db:5432 -o json'],
      ['to a Service of a live cluster', 'hns-policy connect --live shop/web kube-dns.kube-system:53 --protocol udp'],
      ['UDP from an external address', 'hns-policy connect -f cluster.json 203.0.113.7 shop/dns:53 --protocol udp'],
    ],
    status: { 0: 'allowed', 1: 'blocked', 2: 'no verdict: invalid input, or no running demo' },
  });
}

/** Case-insensitive. src/cli/connect/connect-target.ts validates the value. */
function protocol(): Option {
  const option = new Option('--protocol <name>', 'protocol').default('tcp');
  option.argChoices = ['tcp', 'udp', 'sctp'];
  return option;
}

function append(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}
