const NEWLINE = 0x0a;

/** The lines of a stream of bytes, without their ends and without empty ones. What follows the last newline is cut short, and left out. */
export async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  // Parts of a line that began in an earlier chunk: joined once, when its end is there.
  let parts: Buffer[] = [];
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      parts.push(chunk.subarray(start, end));
      const line = (parts.length === 1 ? parts[0]! : Buffer.concat(parts)).toString().trimEnd();
      parts = [];
      start = end + 1;
      if (line !== '') yield line;
    }
    if (start < chunk.length) parts.push(chunk.subarray(start));
  }
}
