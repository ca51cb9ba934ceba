/** What a command touches of the process it runs in. */
export interface Io {
  out(text: string): void;
  err(text: string): void;
  /** All of standard input. */
  stdin(): Promise<Uint8Array>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Standard output is a terminal, and NO_COLOR (no-color.org) does not forbid colour there. */
  readonly color: boolean;
}

export function processIo(): Io {
  return {
    out: text => void process.stdout.write(text),
    err: text => void process.stderr.write(text),
    stdin: async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of process.stdin) chunks.push(chunk);
      return Buffer.concat(chunks);
    },
    env: process.env,
    color: process.stdout.isTTY === true && !process.env.NO_COLOR,
  };
}
