import { type Command, InvalidArgumentError, Option } from 'commander';
import { networkType, POD_NETWORK_TYPES } from '../../hns/network-types.ts';
import type { Io } from '../io.ts';
import type { PlanOptions } from '../plan.ts';
import { type Exit, endHelp } from './ending.ts';
import { liveOptions } from './live.ts';
import { atLeast4 } from './max-acls.ts';
import { onUnsupported } from './on-unsupported.ts';
import { translate } from './translate.ts';

export function definePlan(root: Command, io: Io, exit: Exit): void {
  const command = root
    .command('plan')
    .description('Print the HNS ACLs each Windows node would get, from manifests of Namespaces, Nodes, Pods and NetworkPolicies.')
    .option('-f, --filename <path...>', 'files, directories (their .yaml, .yml and .json files) or - for standard input')
    .option('-R, --recursive', 'read directories recursively');
  for (const option of liveOptions()) command.addOption(option);
  command
    .option('--node <name...>', 'only these nodes (default: every Windows node with a pod). One node also gets the pods without a node')
    .option('-n, --namespace <name...>', 'only pods of these namespaces')
    .option('--pod <name...>', 'only these pods: name or namespace/name')
    .option('-l, --selector <labels>', 'only pods with these labels, for instance app=web,tier!=db')
    .option('--wide', 'print the ACLs as HNS gets them, with addresses and Ids')
    .addOption(
      new Option('-o, --output <format>', 'json and yaml follow docs/plan.schema.json').choices(['table', 'json', 'yaml']).default('table'),
    )
    .addOption(onUnsupported())
    .addOption(translate())
    .addOption(podNetworkType())
    .option('--max-acls <number>', 'maximum ACLs per endpoint', atLeast4, 1000)
    .option('--allow-egress-to-node', "as the agent's setting allowEgressToNode")
    .option('-v, --verbose', 'list ignored objects on standard error')
    .action(async (options: PlanOptions) => exit(await (await import('../plan.ts')).planCommand(options, io)));
  endHelp(command, {
    examples: [
      ['a live cluster', 'hns-policy plan --live --context prod'],
      ['a file from a cluster', 'kubectl get namespaces,nodes,pods,networkpolicies -A -o json | hns-policy plan -f -'],
      ['a chart before its installation', 'helm template shop ./chart | hns-policy plan -f -'],
      ['files, for an Azure CNI or Calico network', 'hns-policy plan -f policies/ -f pods.yaml --network-type L2Bridge'],
      ['one application', 'hns-policy plan -f cluster.json -n shop -l app=web'],
      ['one node, as JSON', 'hns-policy plan -f cluster.json --node akswin22000001 -o json'],
    ],
    status: {
      0: 'done',
      1: 'invalid input, no plan was printed',
      2: 'done, but a policy is not enforced as it is written',
    },
  });
}

/** Case-insensitive. Only types that carry pods. */
function podNetworkType(): Option {
  const option = new Option('--network-type <type>', "type of the pods' HNS network").choices(POD_NETWORK_TYPES);
  return option.argParser(text => {
    const type = networkType(text);
    if (!type?.carriesPods) throw new InvalidArgumentError(`Allowed choices are ${POD_NETWORK_TYPES.join(', ')}.`);
    return type.name;
  });
}
