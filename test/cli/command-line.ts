/** Runs `hns-policy` in this process. */
import { configOptions } from '../../src/agent/config.ts';
import type { Io } from '../../src/cli/io.ts';
import { program, run } from '../../src/cli/program.ts';

export interface Outcome {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

export interface Surroundings {
  readonly stdin?: string | Uint8Array;
  readonly env?: Io['env'];
  readonly color?: boolean;
}

/** Where nobody reads and nothing can be read. */
export const SILENCE: Io = { out: () => {}, err: () => {}, progress: () => {}, stdin: async () => Buffer.of(), env: {}, color: false };

export async function hnsPolicy(argv: readonly string[], { stdin = '', env = {}, color = false }: Surroundings = {}): Promise<Outcome> {
  let out = '';
  let err = '';
  const status = await run(argv, {
    out: text => {
      out += text;
    },
    err: text => {
      err += text;
    },
    progress: SILENCE.progress,
    stdin: async () => Buffer.from(stdin),
    env,
    color,
  });
  return { status, out, err };
}

/**
 * Takes apart what follows `hns-policy` on a line of a shell, up to what the shell takes for itself, and runs nothing.
 * @returns The command's name. Rejects what the command line would refuse.
 */
export async function commandOf(line: string): Promise<string> {
  const root = program(SILENCE, configOptions, () => {});
  let taken = '';
  for (const command of root.commands)
    command.action(() => {
      taken = command.name();
    });
  await root.parseAsync(
    line
      .split(/ *(?:[|)#>]| 2>)/)[0]!
      .trim()
      .split(/ +/),
    { from: 'user' },
  );
  return taken;
}
