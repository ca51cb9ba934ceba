/** The recorded answers of a real API server, one case per line. See README.md beside this file. */
import { readFileSync } from 'node:fs';

// biome-ignore lint/suspicious/noExplicitAny: the bodies are documents of every kind
export type Json = any;

export interface RecordedCase {
  readonly name: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
  };
  readonly status: number;
  /** The Warning header, of cases without `headers`. */
  readonly warning?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Absent: the request was a watch. */
  readonly body?: Json;
  /** Of a watch: the lines of the stream. An error before the stream is one Status. */
  readonly events?: readonly Json[];
}

export function recordedCases(file: string): readonly RecordedCase[] {
  const text = readFileSync(new URL(`${file}.jsonl`, import.meta.url), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line));
}

/** A case of the protocol. */
export function recordedCase(name: string): RecordedCase {
  const found = recordedCases('protocol').find(recorded => recorded.name === name);
  if (!found) throw new TypeError(`no recorded case ${name}`);
  return found;
}
