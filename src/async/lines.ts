/** Text lines out of byte chunks. Only a line feed ends a line. JSON text may hold U+2028, at which node:readline would cut it. */
export class LineSplitter {
  readonly #decoder = new TextDecoder('utf-8');
  /** Of a line that began in an earlier chunk. Joined once, when its end arrives. */
  #parts: string[] = [];

  /** @returns The lines that end in this chunk, without their line ends. */
  push(chunk: Uint8Array): string[] {
    const [head, ...rest] = this.#decoder.decode(chunk, { stream: true }).split('\n');
    this.#parts.push(head!);
    const last = rest.pop();
    if (last === undefined) return [];
    const lines = [this.#parts.join(''), ...rest];
    this.#parts = [last];
    return lines.map(line => (line.endsWith('\r') ? line.slice(0, -1) : line));
  }
}

/** The lines of a stream, without empty ones. Text behind the last line feed was cut short and is left out. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const splitter = new LineSplitter();
  for await (const chunk of chunks) for (const line of splitter.push(chunk)) if (line !== '') yield line;
}
