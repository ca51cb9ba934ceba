/** The parts of its process that a command uses. */
import { clearLine, cursorTo } from 'node:readline';
import { styleText } from 'node:util';

export interface Io {
  out(text: string): void;
  err(text: string): void;
  /** Shows a progress line on a terminal, until there is output or another text. '' clears it. Does nothing in a pipe. */
  progress(text: string): void;
  /** All of standard input. */
  stdin(): Promise<Uint8Array>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Use colour on standard output: on a terminal, unless NO_COLOR (no-color.org) or FORCE_COLOR is set. */
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
    // Node checks FORCE_COLOR, then NO_COLOR, then the terminal.
    color: styleText('bold', 'x', { stream: stdout }) !== 'x',
  };
}

/** One line of a terminal. Each text replaces the one before, and '' clears it. A pipe and a terminal that cannot erase get no line. */
export function progressLine(stream: NodeJS.WriteStream, env: Io['env']): Io['progress'] {
  if (!stream.isTTY || env.TERM === 'dumb') return () => {};
  let isShown = false;
  return text => {
    if (!isShown && text === '') return;
    cursorTo(stream, 0);
    // A line that wraps could not be erased. Some terminals report 0 columns.
    stream.write(text.slice(0, (stream.columns || 80) - 1));
    clearLine(stream, 1);
    isShown = text !== '';
  };
}
