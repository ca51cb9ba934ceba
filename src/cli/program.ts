/** The command line: what can be asked, and how failures end. The commands are loaded when they run, so that each starts with only what it needs. */
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { ConfigOption } from '../agent/config.ts';
import { VERSION } from '../agent/version.ts';
import { ENGINES, type Engine } from '../hns/leftovers.ts';
import type { CleanupCommandOptions } from './cleanup.ts';
import { CommandError } from './command-error.ts';
import { candidates } from './complete.ts';
import { COMPLETION_SCRIPTS, type Shell } from './completion.ts';
import type { ConnectOptions } from './connect.ts';
import { parseDuration } from './duration.ts';
import { endHelp } from './help.ts';
import type { Io } from './io.ts';
import type { PlanOptions } from './plan.ts';
import type { StatusOptions } from './status.ts';

/** @returns The exit status; every failure has been written to `io.err` by then. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  let status = 0;
  const agentOptions = argv.includes('agent') ? (await import('../agent/config.ts')).configOptions : [];
  try {
    await program(io, agentOptions, code => {
      status = code;
    }).parseAsync(argv, { from: 'user' });
    return status;
  } catch (error) {
    // Commander has written its own message.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : unusable(argv);
    const bug = error instanceof Error ? (error.stack ?? error.message) : String(error);
    for (const line of error instanceof CommandError ? error.lines : [bug]) io.err(`error: ${line}\n`);
    return unusable(argv);
  } finally {
    io.progress('');
  }
}

/** @param agentOptions The agent's flags; only needed where the agent may be asked for. */
export function program(io: Io, agentOptions: readonly ConfigOption[], exit: (status: number) => void): Command {
  const root = new Command('hns-policy')
    .description('Enforces Kubernetes NetworkPolicies on Windows nodes through the Host Network Service (HNS).')
    .version(VERSION)
    .exitOverride()
    .configureOutput({ writeOut: text => io.out(text), writeErr: text => io.err(text), getOutHasColors: () => io.color });
  defineAgent(root, io, agentOptions, exit);
  defineDemo(root, io, exit);
  defineConnect(root, io, exit);
  definePlan(root, io, exit);
  defineCleanup(root, io, exit);
  defineStatus(root, io, exit);
  defineCompletion(root, io);
  defineHelp(root);
  return endHelp(root, {
    examples: [
      ['the whole job, with no cluster and no Windows', 'hns-policy demo'],
      ['what your policies come to on Windows nodes', 'hns-policy plan -f cluster.json'],
      ['all that the agent can be told', 'hns-policy help agent'],
    ],
    status: { 0: 'done', 1: 'failed, or the command line is unusable', 2: 'see the help of the command' },
  });
}

function defineAgent(root: Command, io: Io, agentOptions: readonly ConfigOption[], exit: (status: number) => void): void {
  const command = root.command('agent').description('Keep the HNS policies of a Windows node equal to what NetworkPolicies demand.');
  command.option('--config <file>', 'YAML file with the same settings');
  for (const { flag, type, choices, default: preset, variable, description } of agentOptions) {
    const value = type === 'boolean' ? '[true|false]' : `<${type}>`;
    const facts = [preset !== undefined && `default ${preset}`, `env ${variable}`];
    const option = new Option(`${flag} ${value}`, `${description} (${facts.filter(Boolean).join('; ')})`);
    // Neither choices nor defaults are commander's to apply: a file or the environment may have the word. It only names them.
    const named = type === 'boolean' ? ['true', 'false'] : choices;
    if (named) option.argChoices = [...named];
    command.addOption(option);
  }
  command.action(async options => exit((await (await import('./agent.ts')).agentCommand(options, io)) ?? 0));
  endHelp(command, {
    examples: [
      ['on a Windows node, with the settings of a file', 'hns-policy agent --config agent.yaml --node-name akswin22000001'],
      [
        'anywhere: what it would refuse of the policies of your cluster',
        'hns-policy agent --node-name any --transport simulator --kubeconfig ~/.kube/config',
      ],
    ],
    status: {
      0: 'stopped by a signal; what HNS holds stays in force',
      1: 'it could not start: a setting, the kubeconfig, the metrics address',
    },
  });
}

function defineDemo(root: Command, io: Io, exit: (status: number) => void): void {
  const command = root
    .command('demo')
    .description('Play the whole job against an embedded API server and HNS: no cluster and no Windows needed.')
    .option('--serve', 'stay up afterwards and print the KUBECONFIG to use with kubectl and "hns-policy connect"')
    .option('--empty', 'play nothing: stay up with the nodes alone, as docs/tutorial.md begins')
    .action(async options => exit((await (await import('./demo.ts')).demoCommand(options, io)) ?? 0));
  endHelp(command, {
    examples: [
      ['play the walkthrough', 'hns-policy demo'],
      ['and go on with kubectl', 'hns-policy demo --serve'],
      ['do it all yourself', 'hns-policy demo --empty'],
    ],
    status: { 0: 'every step ended as it must', 1: 'a step did not, or the demo could not start' },
  });
}

function defineConnect(root: Command, io: Io, exit: (status: number) => void): void {
  const command = root
    .command('connect')
    .description('Try a connection: print nothing when it is allowed, TIMEOUT when it is blocked.')
    .argument('<from>', 'namespace/pod or an address')
    .argument('<to>', 'namespace/pod:port, 10.0.0.1:port or [fd00::1]:port')
    .addOption(protocol())
    .addOption(new Option('--timeout <duration>', 'how long to go on trying; not used with -f').argParser(duration).default(3000, '3s'))
    .option('--explain', 'say which policy and rule decided each half')
    .option('-f, --filename <path>', 'judge these manifests instead of a running demo; may be repeated (file, folder or -)', append)
    .option('-R, --recursive', 'folders within folders too')
    .addOption(onUnsupported())
    .option('--kubeconfig <file>', 'of a running demo (default: $KUBECONFIG, else ~/.kube/config)')
    .action(async (from: string, to: string, options: ConnectOptions) =>
      exit(await (await import('./connect.ts')).connectCommand(from, to, options, io)),
    );
  endHelp(command, {
    examples: [
      ['in a running demo', 'hns-policy connect demo/client demo/server:80 --explain'],
      ['what manifests come to', 'hns-policy connect -f cluster.json shop/web shop/db:5432'],
      ['from an address outside, UDP', 'hns-policy connect -f cluster.json 203.0.113.7 shop/dns:53 --protocol udp'],
    ],
    status: { 0: 'allowed', 1: 'blocked', 2: 'no verdict: unusable input, or no demo to ask' },
  });
}

function defineCleanup(root: Command, io: Io, exit: (status: number) => void): void {
  const command = root
    .command('cleanup')
    .description(
      "Take the agent's ACLs off every HNS endpoint of this node, and nothing else: for uninstalling. The pods are then as open as the ACLs of others leave them. Remove the agent first: one that runs puts its ACLs back.",
    )
    .option('--dry-run', 'print what would be removed, and remove nothing')
    .addOption(takeover())
    .addOption(new Option('--transport <name>', 'how HNS is reached').choices(['edge', 'powershell', 'simulator']).default('edge'))
    .option('--hns-timeout <seconds>', 'how long one HNS call may take before it counts as failed', seconds, 30)
    .addOption(new Option('-o, --output <format>', 'json names every ACL').choices(['table', 'json']).default('table'))
    .action(async (options: CleanupCommandOptions) => exit(await (await import('./cleanup.ts')).cleanupCommand(options, io)));
  endHelp(command, {
    examples: [
      ['what would be removed from this node', 'hns-policy cleanup --dry-run'],
      ['remove it, after the agent', 'hns-policy cleanup'],
      ['and what Azure NPM left', 'hns-policy cleanup --takeover azure-npm -o json'],
    ],
    status: {
      0: 'nothing of the agent is left; with --dry-run: everything could be read',
      1: 'HNS could not be read, or something could not be removed: it is still in force',
      2: 'all is open, but HNS did not let the last ACLs of an endpoint go: ACLs of the agent that allow everything stand there',
    },
  });
}

function definePlan(root: Command, io: Io, exit: (status: number) => void): void {
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
    .addOption(
      new Option('--network-type <type>', "type of the pods' HNS network").choices(['L2Bridge', 'L2Tunnel', 'Overlay', 'Transparent']),
    )
    .option('--max-acls <number>', 'most ACLs of one endpoint', atLeast4, 1000)
    .option('-v, --verbose', 'say on standard error which objects were of no interest')
    .action(async (options: PlanOptions) => exit(await (await import('./plan.ts')).planCommand(options, io)));
  endHelp(command, {
    examples: [
      ['a cluster as it is', 'kubectl get namespaces,nodes,pods,networkpolicies -A -o json | hns-policy plan -f -'],
      ['files, for a network of Azure CNI or Calico', 'hns-policy plan -f policies/ -f pods.yaml --network-type L2Bridge'],
      ['one node, for a program', 'hns-policy plan -f cluster.json --node akswin22000001 -o json'],
    ],
    status: {
      0: 'done',
      1: 'the input is unusable or invalid; nothing was printed',
      2: 'done, but something was refused that Windows does not support',
    },
  });
}

function defineStatus(root: Command, io: Io, exit: (status: number) => void): void {
  const command = root
    .command('status')
    .description('Ask the agent of this node what is in force at each pod, since when, by which policies, and what is wrong.')
    .option('--address <address:port>', 'where the agent serves its metrics (default: $HNS_POLICY_METRICS_ADDRESS, else 127.0.0.1:9464)')
    .addOption(
      new Option('-o, --output <format>', 'json is in the form of docs/status.schema.json').choices(['table', 'json']).default('table'),
    )
    .action(async (options: StatusOptions) => exit(await (await import('./status.ts')).statusCommand(options, io)));
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

function defineCompletion(root: Command, io: Io): void {
  const command = root
    .command('completion')
    .description('Print a script that completes commands, options and their choices in a shell.')
    .addArgument(new Argument('<shell>').choices(Object.keys(COMPLETION_SCRIPTS)))
    .action((shell: Shell) => io.out(COMPLETION_SCRIPTS[shell]));
  endHelp(command, {
    examples: [
      ['bash: in ~/.bashrc', 'source <(hns-policy completion bash)'],
      ['zsh: in ~/.zshrc, after compinit', 'source <(hns-policy completion zsh)'],
      ['PowerShell: in $PROFILE', 'hns-policy completion powershell | Out-String | Invoke-Expression'],
    ],
    status: { 0: 'done', 1: 'the shell is none of these' },
  });
  root
    .command('complete', { hidden: true })
    .argument('[words...]')
    .action((words: readonly string[]) => {
      for (const { value, description } of candidates(root, words)) io.out(`${value}\t${description}\n`);
    });
}

/** Commander's own, with the names of the commands for completion. */
function defineHelp(root: Command): void {
  const command = root.createCommand('help').description('Print the help of a command.').helpOption(false);
  const names = root
    .createHelp()
    .visibleCommands(root)
    .map(child => child.name());
  root.addHelpCommand(command.addArgument(new Argument('[command]').choices(names)));
}

/** An answer must not be taken for a failure, nor a failure for an answer: 1 is what "blocked" means to connect. */
function unusable(argv: readonly string[]): number {
  return argv.find(argument => !argument.startsWith('-')) === 'connect' ? 2 : 1;
}

function onUnsupported(): Option {
  const option = new Option(
    '--on-unsupported <way>',
    'what a feature that Windows lacks takes out of force: the port or peer that uses it, or the whole policy',
  );
  return option.choices(['reject-item', 'reject-policy']).default('reject-item');
}

/** Any case is taken; src/cli/connect/connect-target.ts looks at it. */
function protocol(): Option {
  const option = new Option('--protocol <name>', 'of the connection').default('tcp');
  option.argChoices = ['tcp', 'udp'];
  return option;
}

function takeover(): Option {
  const option = new Option('--takeover <list>', 'remove what these engines left as well').argParser(engines).default([], 'none');
  option.argChoices = [...ENGINES];
  return option;
}

function append(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

function duration(text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds === undefined) throw new InvalidArgumentError('Must be a duration such as 3s or 500ms.');
  return milliseconds;
}

function atLeast4(text: string): number {
  if (!/^\d+$/.test(text) || Number(text) < 4) throw new InvalidArgumentError('Must be a whole number, at least 4.');
  return Number(text);
}

function engines(text: string): readonly Engine[] {
  const names = text.split(',').map(name => name.trim());
  const unknown = names.filter(name => !ENGINES.includes(name as Engine));
  if (unknown.length > 0) throw new InvalidArgumentError(`Must be of ${ENGINES.join(', ')}.`);
  return names as Engine[];
}

function seconds(text: string): number {
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || value < 1 || value > 600) throw new InvalidArgumentError('Must be a number of seconds from 1 to 600.');
  return value;
}
