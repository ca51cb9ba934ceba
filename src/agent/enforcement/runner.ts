/** When passes happen: one at a time, soon after the bell rang, again when something falls due, and at least every resync. */
import { Backoff, type BackoffOptions } from '../../async/backoff.ts';
import { withTimeout } from '../../async/timers.ts';

/** `bell`: something was heard, which may or may not matter here. `due`: HNS must be looked at whatever was heard. */
export type Reason = 'bell' | 'due';

export interface PassEnd {
  /** All that was heard before the pass began is in force. */
  readonly complete: boolean;
  /** Milliseconds since the epoch; undefined: nothing to come back for before the next resync. */
  readonly wakeAt: number | undefined;
}

export interface RunnerOptions {
  /**
   * Begins no more writes once the signal is aborted. Throws where the pass as a whole failed: it is retried with back-off.
   * `unneeded` (never when due): what was heard changes nothing that the last complete pass left behind. `held`: nor does it where nothing may
   * be written, and so it is not in force.
   */
  readonly pass: (reason: Reason, signal: AbortSignal) => Promise<PassEnd | 'unneeded' | 'held'>;
  /** From the bell to the pass, so that what is applied together is one pass. */
  readonly coalesceMs: number;
  readonly resyncMs: number;
  readonly backoff: BackoffOptions;
}

const PASS = 'pass';

export class Runner {
  readonly #options: RunnerOptions;
  readonly #backoff: Backoff;
  readonly #abort = new AbortController();
  #state: 'waiting' | 'started' | 'stopped' = 'waiting';
  #running: Promise<void> | undefined;
  #timer: { readonly handle: ReturnType<typeof setTimeout>; readonly at: number } | undefined;
  #dueAt = 0;
  /** How often the bell rang, and how often it had when the last complete pass began. */
  #heard = 0;
  #applied = -1;
  #settling: { readonly heard: number; readonly resolve: () => void }[] = [];

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#backoff = new Backoff(options.backoff);
  }

  /** The first pass begins now; until then the bell is only remembered. */
  start(): void {
    if (this.#state !== 'waiting') return;
    this.#state = 'started';
    this.#wakeIn(0);
  }

  ring(): void {
    this.#heard++;
    // A pass that runs looks again when it ends; one that failed has its own time to come back.
    if (this.#state === 'started' && !this.#running && this.#backoff.failures(PASS) === 0) this.#wakeIn(this.#options.coalesceMs);
  }

  /** HNS must be looked at soon, though nothing was heard. */
  look(): void {
    this.#dueAt = 0;
    this.ring();
  }

  /** Resolves when all that was heard until now is in force. */
  settled(): Promise<void> {
    const heard = this.#heard;
    if (this.#applied >= heard) return Promise.resolve();
    return new Promise(resolve => this.#settling.push({ heard, resolve }));
  }

  /** Lets a pass that runs finish, but begins no more writes after `graceMs`. */
  async stop(graceMs: number): Promise<void> {
    this.#state = 'stopped';
    clearTimeout(this.#timer?.handle);
    this.#timer = undefined;
    await withTimeout(Promise.resolve(this.#running), graceMs);
    this.#abort.abort();
  }

  #wakeIn(ms: number): void {
    const at = Date.now() + ms;
    if (this.#timer && this.#timer.at <= at) return;
    clearTimeout(this.#timer?.handle);
    const handle = setTimeout(() => {
      this.#timer = undefined;
      this.#running = this.#pass();
    }, ms);
    this.#timer = { handle, at };
  }

  async #pass(): Promise<void> {
    const heard = this.#heard;
    await this.#run(heard);
    this.#running = undefined;
    if (this.#state !== 'started') return;
    const failing = this.#backoff.failures(PASS) > 0;
    this.#wakeIn(
      heard !== this.#heard && !failing ? this.#options.coalesceMs : Math.max(this.#options.coalesceMs, this.#dueAt - Date.now()),
    );
  }

  async #run(heard: number): Promise<void> {
    try {
      const end = await this.#options.pass(Date.now() >= this.#dueAt ? 'due' : 'bell', this.#abort.signal);
      this.#backoff.forget(PASS);
      if (end === 'unneeded' || (end !== 'held' && end.complete)) this.#settle(heard);
      if (typeof end !== 'string') this.#dueAt = Math.min(Date.now() + this.#options.resyncMs, end.wakeAt ?? Number.POSITIVE_INFINITY);
    } catch {
      this.#backoff.failed(PASS);
      this.#dueAt = this.#backoff.retryAt(PASS)!;
    }
  }

  #settle(heard: number): void {
    this.#applied = heard;
    for (const { heard: wanted, resolve } of this.#settling) if (wanted <= heard) resolve();
    this.#settling = this.#settling.filter(waiting => waiting.heard > heard);
  }
}
