import type { Location } from './document.ts';

const LINE_FEED = 0x0a;
/** Lines between two remembered ones. */
const STEP = 1024;

/** Finds the locations of offsets in UTF-8 text. It remembers every 1024th line, so any order of offsets is fast. */
export class LineFinder {
  readonly #bytes: Buffer;
  /** Offset of the first byte of the lines 1, 1025, 2049 … as far as they are known. */
  readonly #starts = [0];

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  locate(offset: number): Location {
    let index = this.#before(offset);
    let line = index * STEP + 1;
    let start = this.#starts[index]!;
    for (;;) {
      const end = this.#bytes.indexOf(LINE_FEED, start);
      if (end < 0 || end >= offset) break;
      line++;
      start = end + 1;
      if ((line - 1) % STEP === 0 && ++index === this.#starts.length) this.#starts.push(start);
    }
    return { line, column: this.#bytes.toString('utf8', start, offset).length + 1 };
  }

  /** Index of the last remembered line that starts at or before the offset. */
  #before(offset: number): number {
    let [low, high] = [0, this.#starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
