/** The command line. `definition/` has the commands. Each command's code is loaded when it runs, which keeps the start fast. */
import { Command, CommanderError } from 'commander';
import { NotInImageError } from '../agent/clone-only.ts';
import type { ConfigOption } from '../agent/config.ts';
import { VERSION } from '../agent/version.ts';
import { CommandError } from './command-error.ts';
import { defineAgent } from './definition/agent.ts';
import { defineCleanup } from './definition/cleanup.ts';
import { defineCompletion } from './definition/completion.ts';
import { defineConnect } from './definition/connect.ts';
import { defineDemo } from './definition/demo.ts';
import { type Exit, endHelp } from './definition/ending.ts';
import { defineHelp } from './definition/help.ts';
import { defineLint } from './definition/lint.ts';
import { defineOpen } from './definition/open.ts';
import { definePlan } from './definition/plan.ts';
import { definePreflight } from './definition/preflight.ts';
import { defineStatus } from './definition/status.ts';
import type { Io } from './io.ts';

/** @returns The exit status. Errors have been written to `io.err`. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  let status = 0;
  const settings = argv.includes('agent') ? (await import('../agent/config.ts')).configOptions : [];
  try {
    await program(io, settings, code => {
      status = code;
    }).parseAsync(argv, { from: 'user' });
    return status;
  } catch (error) {
    // Commander has already printed its message.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : invalid(argv);
    io.err(linesOf(error));
    return invalid(argv);
  } finally {
    io.progress('');
  }
}

/** @param settings The flags of the agent. They may be empty unless the command line contains `agent`. */
export function program(io: Io, settings: readonly ConfigOption[], exit: Exit): Command {
  const root = new Command('hns-policy')
    .description('Enforces Kubernetes NetworkPolicies on Windows nodes through the Host Network Service (HNS).')
    .version(VERSION)
    .exitOverride()
    .configureOutput({
      writeOut: text => io.out(linesOfText(text)),
      writeErr: text => io.err(linesOfText(text)),
      getOutHasColors: () => io.color,
    });
  defineAgent(root, io, exit, settings);
  defineDemo(root, io, exit);
  defineConnect(root, io, exit);
  definePlan(root, io, exit);
  defineLint(root, io, exit);
  defineCleanup(root, io, exit);
  definePreflight(root, io, exit);
  defineStatus(root, io, exit);
  defineOpen(root, io, exit);
  defineCompletion(root, io);
  defineHelp(root);
  return endHelp(root, {
    examples: [
      ['the walkthrough, without a cluster or Windows', 'hns-policy demo'],
      ['the ACLs of your policies on Windows nodes', 'hns-policy plan -f cluster.json'],
      ["list the agent's settings", 'hns-policy help agent'],
    ],
    status: { 0: 'done', 1: 'failed, or the command line is invalid', 2: 'see the help of the command' },
  });
}

/** Unexpected errors are printed with their stack. */
function linesOf(error: unknown): readonly string[] {
  if (error instanceof CommandError) return error.lines.map(line => `error: ${line}`);
  if (error instanceof NotInImageError) return [`error: ${error.message}`];
  return `error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`.split('\n');
}

function linesOfText(text: string): string[] {
  return text.replace(/\n$/, '').split('\n');
}

/** `connect` and `lint` use 1 for a negative result, so their errors use 2. */
const ERRORS_ARE_2: ReadonlySet<string | undefined> = new Set(['connect', 'lint']);

function invalid(argv: readonly string[]): number {
  return ERRORS_ARE_2.has(argv.find(argument => !argument.startsWith('-'))) ? 2 : 1;
}
