/** Runs `hns-policy` in this process. */
import { configOptions } from '../../src/agent/config.ts';
import { type Io, printed } from '../../src/cli/io.ts';
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

/** An Io that discards output and has no input. */
export const SILENCE: Io = {
  out: () => {},
  err: () => {},
  raw: () => {},
  progress: () => {},
  stdin: async () => Buffer.of(),
  env: {},
  color: false,
};

export async function hnsPolicy(argv: readonly string[], { stdin = '', env = {}, color = false }: Surroundings = {}): Promise<Outcome> {
  let out = '';
  let err = '';
  const status = await run(argv, {
    out: lines => {
      out += printed(lines);
    },
    err: lines => {
      err += printed(lines);
    },
    raw: text => {
      out += text;
    },
    progress: SILENCE.progress,
    stdin: async () => Buffer.from(stdin),
    env,
    color,
  });
  return { status, out, err };
}

/**
 * Parses the arguments of `hns-policy` on a shell line, up to a shell operator, without running the command.
 * @returns The command's name. Rejects for an invalid command line.
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
