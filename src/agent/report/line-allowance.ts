/**
 * Limits the log lines about objects that anyone may write. Each namespace has its own allowance for each minute, so that one namespace cannot
 * hide the lines about another.
 */
import type { Log } from '../log.ts';
import type { Telemetry } from '../metrics/telemetry.ts';

export interface LineAllowanceOptions {
  /** Lines for each namespace in one minute. */
  readonly perMinute: number;
  readonly log: Log;
  readonly telemetry: Pick<Telemetry, 'linesDropped'>;
}

const MINUTE_MS = 60_000;
const drop = () => MUTE;
const MUTE = { error: drop, warn: drop, info: drop, debug: drop } as unknown as Log;

export class LineAllowance {
  readonly #options: LineAllowanceOptions;
  /** By namespace: lines in this minute. */
  readonly #lines = new Map<string, number>();
  /** Monotonic milliseconds. */
  #since = 0;
  #dropped = 0;

  constructor(options: LineAllowanceOptions) {
    this.#options = options;
  }

  /** Lines since the start. */
  get dropped(): number {
    return this.#dropped;
  }

  /**
   * The log for one line about an object. Beyond the allowance it drops the line and counts it.
   * @param key Of the object: `namespace/name`, or a name.
   */
  take(key: string): Log {
    const { perMinute, log, telemetry } = this.#options;
    if (performance.now() - this.#since >= MINUTE_MS) {
      this.#since = performance.now();
      this.#lines.clear();
    }
    const namespace = key.includes('/') ? key.slice(0, key.indexOf('/')) : '';
    const lines = this.#lines.get(namespace) ?? 0;
    this.#lines.set(namespace, lines + 1);
    if (lines < perMinute) return log;
    this.#dropped++;
    telemetry.linesDropped.inc({ reason: 'rate' });
    if (lines === perMinute)
      log.warn('further lines about the policies and pods of this namespace are dropped for a minute', { namespace });
    return MUTE;
  }
}
