import type { Log, LogLevel } from '../../src/agent/log.ts';

export interface LogLine {
  readonly level: LogLevel;
  readonly message: string;
  readonly [field: string]: unknown;
}

/** A log that records its lines. */
export function recordingLog(): { readonly log: Log; readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const levels = ['error', 'warn', 'info', 'debug'] as const;
  const log = Object.fromEntries(
    levels.map(level => [level, (message: string, fields: object = {}) => lines.push({ level, message, ...fields })]),
  ) as unknown as Log;
  return { log, lines };
}
