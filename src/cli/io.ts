/** What a command touches of the process it runs in. */
import { styleText } from 'node:util';
import { progressLine } from './progress.ts';

export interface Io {
  out(text: string): void;
  err(text: string): void;
  /** Says on a terminal what takes its time, until there is output or another text; '' for nothing any more. In a pipe it is not seen. */
  progress(text: string): void;
  /** All of standard input. */
  stdin(): Promise<Uint8Array>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether standard output gets colour: on a terminal, unless NO_COLOR (no-color.org) or FORCE_COLOR decide. */
  readonly color: boolean;
}

export function processIo(): Io {
  const { stdin, stdout, stderr, env } = process;
  const progress = progressLine(stderr, env);
  return {
    out: text => {
      progress('');
      stdout.write(text);
    },
    err: text => {
      progress('');
      stderr.write(text);
    },
    progress,
    stdin: async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of stdin) chunks.push(chunk);
      return Buffer.concat(chunks);
    },
    env,
    // Node's own rule: FORCE_COLOR, then NO_COLOR, then what the terminal can do.
    color: styleText('bold', 'x', { stream: stdout }) !== 'x',
  };
}
