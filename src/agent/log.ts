/** The log: events with fields, one line each. JSON for machines, `time level message key=value …` on a terminal. */
import { format, type Logger, transports, createLogger as winstonLogger } from 'winston';

export type LogLevel = 'error' | 'warn' | 'info' | 'debug';
export type LogFormat = 'json' | 'pretty' | 'auto';

/** Message first, then what it is about; the same field names everywhere (`policy`, `pod`, `endpoint`, `error`). */
export type Log = Pick<Logger, LogLevel>;

export interface LogOptions {
  readonly level: LogLevel;
  /** `auto`: pretty when the stream is a terminal. */
  readonly format: LogFormat;
  readonly stream: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

export function createLog(options: LogOptions): Log {
  const isPretty = options.format === 'pretty' || (options.format === 'auto' && options.stream.isTTY === true);
  return winstonLogger({
    level: options.level,
    format: format.combine(format.timestamp(), isPretty ? format.printf(prettyLine) : format.json()),
    transports: [new transports.Stream({ stream: options.stream })],
  });
}

function prettyLine({ timestamp, level, message, ...fields }: Record<string, unknown>): string {
  const pairs = Object.entries(fields).filter(([, value]) => value !== undefined);
  return [timestamp, String(level).toUpperCase().padEnd(5), message, ...pairs.map(([key, value]) => `${key}=${prettyValue(value)}`)].join(
    ' ',
  );
}

/** Lists are joined by semicolons; text with blanks or nothing in it is quoted, so that a line can be split again. */
function prettyValue(value: unknown): string {
  const text = Array.isArray(value) ? value.join('; ') : typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text === '' || /\s/.test(text) ? JSON.stringify(text) : text;
}
