import type { Log, LogLevel } from '../../../src/agent/log.ts';
import type { Kind } from '../../../src/core/model.ts';
import { recordingLog } from '../recording-log.ts';

/** The log of an agent, and the waits of its watches, which their log lines announce. */
export class WatchLog {
  readonly log: Log;
  readonly #recording = recordingLog();
  /** By kind. */
  readonly #waitEnds = new Map<string, number>();

  constructor() {
    const noting =
      (level: LogLevel) =>
      (message: string, fields: { kind?: string; milliseconds?: number } = {}) => {
        const { kind, milliseconds } = fields;
        if (kind !== undefined && milliseconds !== undefined) this.#waitEnds.set(kind, Date.now() + Math.max(1, milliseconds));
        this.#recording.log[level](message, fields);
      };
    const levels = ['error', 'warn', 'info', 'debug'] as const;
    this.log = Object.fromEntries(levels.map(level => [level, noting(level)])) as unknown as Log;
  }

  /** Level, message and error of each line about a kind, from `info` on. */
  lines(kind: Kind): string[] {
    const chosen = this.#recording.lines.filter(line => line.kind === kind && line.level !== 'debug');
    return chosen.map(({ level, message, error }) => [level, message, error].filter(Boolean).join(' '));
  }

  forget(): void {
    this.#recording.lines.length = 0;
  }

  /** Milliseconds until the kind's next attempt. 0 if it does not wait. */
  waitOf(kind: Kind): number {
    return Math.max(0, (this.#waitEnds.get(kind) ?? 0) - Date.now());
  }
}
