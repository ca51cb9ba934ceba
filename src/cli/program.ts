/** The command line: what can be asked, and how failures end. The commands are loaded when they run, so that each starts with only what it needs. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { ConfigOption } from '../agent/config.ts';
import { VERSION } from '../agent/version.ts';
import { CommandError } from './command-error.ts';
import type { ConnectOptions } from './connect.ts';
import { parseDuration } from './duration.ts';
import type { Io } from './io.ts';
import type { PlanOptions } from './plan.ts';

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
  return root;
}

function defineAgent(root: Command, io: Io, agentOptions: readonly ConfigOption[], exit: (status: number) => void): void {
  const command = root.command('agent').description('Keep the HNS policies of a Windows node equal to what NetworkPolicies demand.');
  command.option('--config <file>', 'YAML file with the same settings');
  for (const { flag, type, choices, default: preset, variable, description } of agentOptions) {
    const argument = type === 'boolean' ? ' [true|false]' : type === 'list' ? ' <list>' : type === 'number' ? ' <number>' : ' <text>';
    const facts = [choices && `one of ${choices.join(', ')}`, preset !== undefined && `default ${preset}`, `env ${variable}`];
    // Neither choices nor defaults are commander's to apply: a file or the environment may have the word.
    command.option(`${flag}${argument}`, `${description} (${facts.filter(Boolean).join('; ')})`);
  }
  command.action(async options => exit((await (await import('./agent.ts')).agentCommand(options, io)) ?? 0));
}

function defineDemo(root: Command, io: Io, exit: (status: number) => void): void {
  root
    .command('demo')
    .description('Play the whole job against an embedded API server and HNS: no cluster and no Windows needed.')
    .option('--serve', 'stay up afterwards and print the KUBECONFIG to use with kubectl and "hns-policy connect"')
    .action(async options => exit((await (await import('./demo.ts')).demoCommand(options, io)) ?? 0));
}

function defineConnect(root: Command, io: Io, exit: (status: number) => void): void {
  root
    .command('connect')
    .description('Try a connection: print nothing when it is allowed, TIMEOUT when it is blocked.')
    .argument('<from>', 'namespace/pod or an address')
    .argument('<to>', 'namespace/pod:port, 10.0.0.1:port or [fd00::1]:port')
    .option('--protocol <name>', 'tcp or udp', 'tcp')
    .addOption(new Option('--timeout <duration>', 'how long to go on trying; not used with -f').argParser(duration).default(3000, '3s'))
    .option('--explain', 'say which policy and rule decided each half')
    .option('-f, --filename <path>', 'judge these manifests instead of a running demo; may be repeated (file, folder or -)', append)
    .option('-R, --recursive', 'folders within folders too')
    .addOption(onUnsupported())
    .option('--kubeconfig <file>', 'of a running demo (default: $KUBECONFIG, else ~/.kube/config)')
    .addHelpText('after', CONNECT_STATUS)
    .action(async (from: string, to: string, options: ConnectOptions) =>
      exit(await (await import('./connect.ts')).connectCommand(from, to, options, io)),
    );
}

function definePlan(root: Command, io: Io, exit: (status: number) => void): void {
  root
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
    .addHelpText('after', PLAN_STATUS)
    .action(async (options: PlanOptions) => exit(await (await import('./plan.ts')).planCommand(options, io)));
}

const PLAN_STATUS = `
Exit status:
  0  done
  1  the input is unusable or invalid; nothing was printed
  2  done, but something was refused that Windows does not support`;

const CONNECT_STATUS = `
Exit status:
  0  allowed
  1  blocked
  2  no verdict: unusable input, or no demo to ask`;

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
