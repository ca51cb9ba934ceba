/** The command line: what can be asked (`definition/`), and how failures end. The commands are loaded when they run, so that each starts with only what it needs. */
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
import { definePlan } from './definition/plan.ts';
import { defineStatus } from './definition/status.ts';
import type { Io } from './io.ts';

/** @returns The exit status; every failure has been written to `io.err` by then. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  let status = 0;
  const settings = argv.includes('agent') ? (await import('../agent/config.ts')).configOptions : [];
  try {
    await program(io, settings, code => {
      status = code;
    }).parseAsync(argv, { from: 'user' });
    return status;
  } catch (error) {
    // Commander has written its own message.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : unusable(argv);
    for (const line of linesOf(error)) io.err(`error: ${line}\n`);
    return unusable(argv);
  } finally {
    io.progress('');
  }
}

/** @param settings The agent's flags; only needed where the agent may be asked for. */
export function program(io: Io, settings: readonly ConfigOption[], exit: Exit): Command {
  const root = new Command('hns-policy')
    .description('Enforces Kubernetes NetworkPolicies on Windows nodes through the Host Network Service (HNS).')
    .version(VERSION)
    .exitOverride()
    .configureOutput({ writeOut: text => io.out(text), writeErr: text => io.err(text), getOutHasColors: () => io.color });
  defineAgent(root, io, exit, settings);
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

/** A bug keeps its stack. */
function linesOf(error: unknown): readonly string[] {
  if (error instanceof CommandError) return error.lines;
  if (error instanceof NotInImageError) return [error.message];
  return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
}

/** An answer must not be taken for a failure, nor a failure for an answer: 1 is what "blocked" means to connect. */
function unusable(argv: readonly string[]): number {
  return argv.find(argument => !argument.startsWith('-')) === 'connect' ? 2 : 1;
}
