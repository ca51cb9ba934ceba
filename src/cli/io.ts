/** The parts of its process that a command uses. */
import { clearLine, cursorTo } from 'node:readline';
import { styleText } from 'node:util';
import { shown } from './paint.ts';

export interface Io {
  /** Prints lines to standard output, without any control character but the styles of `paint`. */
  out(lines: readonly string[]): void;
  /** The same to standard error. */
  err(lines: readonly string[]): void;
  /** Prints text of the program to standard output as it is. It must not contain data from elsewhere. */
  raw(text: string): void;
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
  const write = (stream: NodeJS.WriteStream, text: string) => {
    progress('');
    stream.write(text);
  };
  return {
    out: lines => write(stdout, printed(lines)),
    err: lines => write(stderr, printed(lines)),
    raw: text => write(stdout, text),
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

/** The lines with their ends. A line end within a line is escaped, because a name may contain one. */
export function printed(lines: readonly string[]): string {
  return lines.map(line => `${shown(line)}\n`).join('');
}

/** One line of a terminal. Each text replaces the one before, and '' clears it. A pipe and a terminal that cannot erase get no line. */
export function progressLine(stream: NodeJS.WriteStream, env: Io['env']): Io['progress'] {
  if (!stream.isTTY || env.TERM === 'dumb') return () => {};
  let isShown = false;
  return text => {
    if (!isShown && text === '') return;
    cursorTo(stream, 0);
    // A line that wraps could not be erased. Some terminals report 0 columns.
    stream.write(shown(text).slice(0, (stream.columns || 80) - 1));
    clearLine(stream, 1);
    isShown = text !== '';
  };
}
