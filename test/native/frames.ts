/** The protocol between the native shim and the simulator (shim/wire.h). */
import type { Answer } from '../../src/simulator/hns/native.ts';

const NUMBER = 4;
const NO_STRING = 0xffffffff;

/** Splits a byte stream into frames and passes on the content of each. */
export class FrameReader {
  readonly #onFrame: (content: Buffer) => void;
  #chunks: Buffer[] = [];
  #size = 0;

  constructor(onFrame: (content: Buffer) => void) {
    this.#onFrame = onFrame;
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    for (let length = this.#next(); length !== undefined; length = this.#next()) {
      const all = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks);
      this.#chunks = [all.subarray(NUMBER + length)];
      this.#size = all.length - NUMBER - length;
      this.#onFrame(all.subarray(NUMBER, NUMBER + length));
    }
  }

  /** The length of the first frame. Undefined until all of it has arrived. */
  #next(): number | undefined {
    if (this.#size < NUMBER) return undefined;
    if (this.#chunks[0]!.length < NUMBER) this.#chunks = [Buffer.concat(this.#chunks)];
    const length = this.#chunks[0]!.readUInt32LE(0);
    return this.#size < NUMBER + length ? undefined : length;
  }
}

/** @returns The export's name and its in-arguments. Undefined stands for NULL. */
export function readRequest(content: Buffer): readonly (string | undefined)[] {
  let at = NUMBER;
  return Array.from({ length: content.readUInt32LE(0) }, () => {
    const bytes = content.readUInt32LE(at);
    at += NUMBER;
    if (bytes === NO_STRING) return undefined;
    at += bytes;
    return content.toString('utf16le', at - bytes, at);
  });
}

export function writeAnswer({ hresult, result, record }: Answer): Buffer {
  const head = Buffer.alloc(2 * NUMBER);
  const content = [stringOf(result), stringOf(record)];
  head.writeUInt32LE(NUMBER + content.reduce((sum, part) => sum + part.length, 0), 0);
  head.writeUInt32LE(hresult, NUMBER);
  return Buffer.concat([head, ...content]);
}

/** In an Answer, `''` stands for NULL. */
function stringOf(text: string): Buffer {
  const bytes = Buffer.byteLength(text, 'utf16le');
  const buffer = Buffer.alloc(NUMBER + bytes);
  buffer.writeUInt32LE(text === '' ? NO_STRING : bytes, 0);
  buffer.write(text, NUMBER, 'utf16le');
  return buffer;
}
