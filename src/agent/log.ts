/** The log: events with fields, one line each. JSON for machines, `time level message key=value …` on a terminal. */
import { format, type Logger, transports, createLogger as winstonLogger } from 'winston';
import { limitLine, MAX_LINE_BYTES } from './log-line.ts';
import { printable } from './printable.ts';

export type LogLevel = 'error' | 'warn' | 'info' | 'debug';
export type LogFormat = 'json' | 'pretty' | 'auto';

/** Takes a message, then fields. Field names are the same everywhere: `policy`, `pod`, `endpoint`, `error`. */
export type Log = Pick<Logger, LogLevel>;

export interface LogOptions {
  readonly level: LogLevel;
  /** `auto`: pretty on a terminal, else JSON. */
  readonly format: LogFormat;
  readonly stream: NodeJS.WritableStream & { readonly isTTY?: boolean };
  /** Of one line as JSON. */
  readonly maxLineBytes?: number;
}

export function createLog(options: LogOptions): Log {
  const isPretty = options.format === 'pretty' || (options.format === 'auto' && options.stream.isTTY === true);
  const maxBytes = (options.maxLineBytes ?? MAX_LINE_BYTES) - '\n'.length;
  const short = format(info => Object.assign(info, limitLine(info, maxBytes)));
  return winstonLogger({
    level: options.level,
    format: format.combine(format.timestamp(), short(), isPretty ? format.printf(prettyLine) : format.json(), printableLine()),
    transports: [new transports.Stream({ stream: options.stream })],
  });
}

/** Where winston keeps the finished line. */
const MESSAGE = Symbol.for('message');

const printableLine = format(entry => {
  entry[MESSAGE] = printable(String(entry[MESSAGE]));
  return entry;
});

function prettyLine({ timestamp, level, message, ...fields }: Record<string, unknown>): string {
  const pairs = Object.entries(fields).filter(([, value]) => value !== undefined);
  return [timestamp, String(level).toUpperCase().padEnd(5), message, ...pairs.map(([key, value]) => `${key}=${prettyValue(value)}`)].join(
    ' ',
  );
}

/** Joins lists by semicolons. Quotes empty text and text with blanks, so that programs can split the line. */
function prettyValue(value: unknown): string {
  const text = Array.isArray(value) ? value.join('; ') : typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text === '' || /\s/.test(text) ? JSON.stringify(text) : text;
}
