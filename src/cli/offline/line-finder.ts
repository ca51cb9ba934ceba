import type { Location } from './document.ts';

const LINE_FEED = 0x0a;

/** Finds the locations of offsets in UTF-8 text. It continues from the last one, because most callers ask in ascending order. */
export class LineFinder {
  readonly #bytes: Buffer;
  #line = 1;
  /** Offset of the first byte of `#line`. */
  #start = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  locate(offset: number): Location {
    if (offset < this.#start) [this.#line, this.#start] = [1, 0];
    for (;;) {
      const end = this.#bytes.indexOf(LINE_FEED, this.#start);
      if (end < 0 || end >= offset) break;
      this.#line++;
      this.#start = end + 1;
    }
    return { line: this.#line, column: this.#bytes.toString('utf8', this.#start, offset).length + 1 };
  }
}
