/** PowerShells that are kept for several commands, like a user's session, because most of the time of a short script is PowerShell's start. */
import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import type { PowerShell } from './run.ts';

export interface Given {
  /** Parsed from the output of ConvertTo-Json. */
  // biome-ignore lint/suspicious/noExplicitAny: objects of scripts. Every test names the properties that it asserts.
  readonly objects: readonly any[];
  readonly errors: readonly { readonly id: string; readonly message: string }[];
}

export interface Shown extends Given {
  /** Its console output. */
  readonly shown: string;
}

export interface Shell {
  /** Runs a command in its own scope, with the text in $data. Modules and environment variables persist. Only one command may run at a time. */
  run(command: string, data?: string): Promise<Shown>;
}

interface Running extends Shell {
  readonly key: string;
  end(): void;
}

/** A PowerShell uses much memory, and a test file needs at most two editions. The last used one is last. */
const MOST = 2;
const running: Running[] = [];

/** @param env In addition to the variables of this process. @returns The shell of earlier calls with the same arguments, or a new one. It ends with this process. */
export async function shell(on: PowerShell, env: Readonly<Record<string, string>> = {}): Promise<Shell> {
  const key = JSON.stringify([await on.command(), env]);
  const found = running.find(one => one.key === key) ?? (await start(on, env, key));
  forget(found);
  running.push(found);
  if (running.length > MOST) running.shift()!.end();
  return found;
}

function forget(shell: Running): void {
  const index = running.indexOf(shell);
  if (index >= 0) running.splice(index, 1);
}

async function start(on: PowerShell, env: Readonly<Record<string, string>>, key: string): Promise<Running> {
  const { program, args, env: own } = await on.command();
  const script = ['-File', join(import.meta.dirname, 'shell.ps1')];
  const child = spawn(program, [...args, ...script], { env: { ...process.env, ...own, ...env } });
  const written = { out: '', err: '' };
  child.stderr.setEncoding('utf8').on('data', text => {
    written.err += text;
  });
  // An unexpected end is reported below.
  child.stdin.on('error', () => {});
  const handles = [child, ...([child.stdin, child.stdout, child.stderr] as Socket[])];
  /** Keeps this process alive only while the shell runs a command. */
  const waits = (yes: boolean) => {
    for (const handle of handles) yes ? handle.ref() : handle.unref();
  };
  const kill = () => child.kill();
  process.on('exit', kill);
  waits(false);

  let heard = () => {};
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    written.out += text;
    if (text.endsWith('\n')) heard();
  });
  let ended: Error | undefined;
  const end = (cause?: unknown) => {
    ended ??= new Error(`the PowerShell ended: ${written.out}\n${written.err}`, { cause });
    process.off('exit', kill);
    forget(self);
    heard();
  };
  child.on('error', end).on('close', () => end());

  const self: Running = {
    key,
    end: () => child.stdin.end(),
    run(command, data = '') {
      written.out = '';
      waits(true);
      child.stdin.write(`${JSON.stringify({ command, data })}\n`);
      return new Promise<Shown>((resolve, reject) => {
        heard = () => {
          const lines = written.out.split('\n');
          const answer = lines.at(-2);
          if (answer?.startsWith('= ')) resolve({ ...(JSON.parse(answer.slice(2)) as Given), shown: lines.slice(0, -2).join('\n') });
          else if (ended) reject(ended);
        };
        heard();
      }).finally(() => waits(false));
    },
  };
  return self;
}
