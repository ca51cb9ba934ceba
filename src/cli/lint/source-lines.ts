/** The lines of the input files. */
import type { Source } from '../offline/manifest-source.ts';

/** The part of a line around a place. */
export interface Excerpt {
  readonly text: string;
  /** Of the place in `text`, from 1. */
  readonly column: number;
}

/** A line of JSON may hold a whole cluster. */
const MAX_LENGTH = 100;
const LINE_FEED = 0x0a;

interface File {
  readonly bytes: Buffer;
  /** The last line that was found, and the offset of its first byte. Most callers ask in ascending order. */
  line: number;
  start: number;
}

export class SourceLines {
  readonly #files: ReadonlyMap<string, File>;

  constructor(sources: readonly Source[]) {
    this.#files = new Map(sources.map(({ name, bytes }) => [name, { bytes, line: 1, start: 0 }]));
  }

  /** Undefined if the file or the line does not exist. */
  excerpt(file: string, line: number, column: number): Excerpt | undefined {
    const found = this.#files.get(file);
    const start = found && startOf(found, line);
    if (!found || start === undefined) return undefined;
    const { bytes } = found;
    const end = bytes.indexOf(LINE_FEED, start);
    // Tabs and other control characters would move the caret.
    const text = bytes
      .toString('utf8', start, end < 0 ? bytes.length : end)
      .replace(/\r$/, '')
      .replaceAll(/\p{Cc}/gu, ' ');
    if (text.length <= MAX_LENGTH) return { text, column };
    const first = Math.max(0, Math.min(column - 1 - MAX_LENGTH / 2, text.length - MAX_LENGTH));
    return { text: text.slice(first, first + MAX_LENGTH), column: column - first };
  }
}

function startOf(file: File, line: number): number | undefined {
  if (line < file.line) [file.line, file.start] = [1, 0];
  while (file.line < line) {
    const end = file.bytes.indexOf(LINE_FEED, file.start);
    if (end < 0) return undefined;
    file.line++;
    file.start = end + 1;
  }
  return file.start;
}
