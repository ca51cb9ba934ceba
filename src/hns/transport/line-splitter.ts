/** Text lines out of byte chunks. Only a line feed ends a line: JSON text may hold U+2028, at which node:readline would cut it. */
export class LineSplitter {
  readonly #onLine: (line: string) => void;
  readonly #decoder = new TextDecoder('utf-8');
  #parts: string[] = [];

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  push(chunk: Uint8Array): void {
    let text = this.#decoder.decode(chunk, { stream: true });
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
      this.#parts.push(text.slice(0, end));
      const line = this.#parts.join('');
      this.#parts = [];
      text = text.slice(end + 1);
      this.#onLine(line.endsWith('\r') ? line.slice(0, -1) : line);
    }
    this.#parts.push(text);
  }
}
