import { clearLine, cursorTo } from 'node:readline';
import type { Io } from './io.ts';

/** One line of a terminal; each text takes the place of the one before, '' leaves nothing. A pipe gets nothing, nor a terminal that cannot erase. */
export function progressLine(stream: NodeJS.WriteStream, env: Io['env']): Io['progress'] {
  if (!stream.isTTY || env.TERM === 'dumb') return () => {};
  let isShown = false;
  return text => {
    if (!isShown && text === '') return;
    cursorTo(stream, 0);
    // A line that wraps could not be erased. Some terminals do not tell their width, and say 0.
    stream.write(text.slice(0, (stream.columns || 80) - 1));
    clearLine(stream, 1);
    isShown = text !== '';
  };
}
