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

export class SourceLines {
  readonly #sources: ReadonlyMap<string, Buffer>;

  constructor(sources: readonly Source[]) {
    this.#sources = new Map(sources.map(({ name, bytes }) => [name, bytes]));
  }

  /** Undefined if the file or the line does not exist. */
  excerpt(file: string, line: number, column: number): Excerpt | undefined {
    const bytes = this.#sources.get(file);
    if (!bytes) return undefined;
    let start = 0;
    for (let at = 1; at < line; at++) {
      const end = bytes.indexOf(LINE_FEED, start);
      if (end < 0) return undefined;
      start = end + 1;
    }
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
