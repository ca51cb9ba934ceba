import { type Command, InvalidArgumentError, Option } from 'commander';
import { networkType, POD_NETWORK_TYPES } from '../../hns/network-types.ts';
import type { Io } from '../io.ts';
import type { PlanOptions } from '../plan.ts';
import { type Exit, endHelp } from './ending.ts';
import { onUnsupported } from './on-unsupported.ts';

export function definePlan(root: Command, io: Io, exit: Exit): void {
  const command = root
    .command('plan')
    .description("Print what each node's HNS would be told, from manifests alone: Namespaces, Nodes, Pods and NetworkPolicies.")
    .requiredOption('-f, --filename <path...>', 'files, folders (their .yaml, .yml and .json) or - for standard input')
    .option('-R, --recursive', 'folders within folders too')
    .option('--node <name...>', 'only these nodes (default: every node that a pod names)')
    .addOption(
      new Option('-o, --output <format>', 'json and yaml are in the form of docs/plan.schema.json')
        .choices(['table', 'json', 'yaml'])
        .default('table'),
    )
    .addOption(onUnsupported())
    .addOption(podNetworkType())
    .option('--max-acls <number>', 'most ACLs of one endpoint', atLeast4, 1000)
    .option('-v, --verbose', 'say on standard error which objects were of no interest')
    .action(async (options: PlanOptions) => exit(await (await import('../plan.ts')).planCommand(options, io)));
  endHelp(command, {
    examples: [
      ['a cluster as it is', 'kubectl get namespaces,nodes,pods,networkpolicies -A -o json | hns-policy plan -f -'],
      ['files, for a network of Azure CNI or Calico', 'hns-policy plan -f policies/ -f pods.yaml --network-type L2Bridge'],
      ['one node, for a program', 'hns-policy plan -f cluster.json --node akswin22000001 -o json'],
    ],
    status: {
      0: 'done',
      1: 'the input is unusable or invalid; nothing was printed',
      2: 'done, but Windows rejects a part of a policy',
    },
  });
}

/** One that carries pods, in any case. */
function podNetworkType(): Option {
  const option = new Option('--network-type <type>', "type of the pods' HNS network").choices(POD_NETWORK_TYPES);
  return option.argParser(text => {
    const type = networkType(text);
    if (!type?.carriesPods) throw new InvalidArgumentError(`Allowed choices are ${POD_NETWORK_TYPES.join(', ')}.`);
    return type.name;
  });
}

function atLeast4(text: string): number {
  if (!/^\d+$/.test(text) || Number(text) < 4) throw new InvalidArgumentError('Must be a whole number, at least 4.');
  return Number(text);
}
