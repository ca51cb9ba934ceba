import { Argument, type Command, Option } from 'commander';
import { SCOPES, type Scope } from '../../agent/openings/target.ts';
import type { Io } from '../io.ts';
import type { CloseOptions, OpenOptions } from '../open.ts';
import { duration } from './duration-option.ts';
import { type Exit, endHelp } from './ending.ts';

/** The commands `open` and `close`. */
export function defineOpen(root: Command, io: Io, exit: Exit): void {
  const open = root
    .command('open')
    .description(
      'Break glass: open a pod, a namespace or a node for a limited time although NetworkPolicies isolate it. Without a target, list the openings. Needs the right to write ConfigMaps in the namespace of the agents.',
    )
    .addArgument(scope())
    .argument('[name]', 'namespace/name of a pod, else a name')
    .addOption(new Option('--for <duration>', 'time until it ends by itself, at most 24h').argParser(duration))
    .option('--reason <text>', 'shown in the status, the log and the Event')
    .option('-n, --namespace <namespace>', 'namespace of the agents', 'kube-system')
    .option('--kubeconfig <file>', 'default: $KUBECONFIG, else ~/.kube/config')
    .addOption(new Option('-o, --output <format>', 'format of the list').choices(['table', 'json']).default('table'))
    .action(async (target: Scope | undefined, name: string | undefined, options: OpenOptions) =>
      exit(await (await import('../open.ts')).openCommand(target, name, options, io)),
    );
  endHelp(open, {
    examples: [
      ['a pod, for half an hour', 'hns-policy open pod shop/web-0 --for 30m --reason outage'],
      ['all pods of a namespace on Windows nodes', 'hns-policy open namespace shop --for 1h'],
      ['all pods of a node', 'hns-policy open node akswin22000001 --for 15m'],
      ['list the openings', 'hns-policy open'],
    ],
    status: { 0: 'the opening is stored, and agents apply it at once', 1: 'it is not stored' },
  });
  const close = root
    .command('close')
    .description('End an opening of "hns-policy open" before its time.')
    .addArgument(scope())
    .argument('[name]', 'namespace/name of a pod, else a name')
    .option('--all', 'end all openings, and remove invalid entries')
    .option('-n, --namespace <namespace>', 'namespace of the agents', 'kube-system')
    .option('--kubeconfig <file>', 'default: $KUBECONFIG, else ~/.kube/config')
    .action(async (target: Scope | undefined, name: string | undefined, options: CloseOptions) =>
      exit(await (await import('../open.ts')).closeCommand(target, name, options, io)),
    );
  endHelp(close, {
    examples: [
      ['a pod', 'hns-policy close pod shop/web-0'],
      ['everything', 'hns-policy close --all'],
    ],
    status: { 0: 'the opening is ended, and agents apply that at once', 1: 'it was not open, or the API server did not accept the change' },
  });
}

function scope(): Argument {
  return new Argument('[scope]', 'the kind of the target').choices(SCOPES);
}
