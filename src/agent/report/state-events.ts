/** Records each state change of the agent in the event log of the machine, for times when the API server is away. */
import { withTimeout } from '../../async/timers.ts';
import { StartLimit } from '../../hns/transport/start-limit.ts';
import type { EnforcerState } from '../enforcer-status.ts';
import type { Log } from '../log.ts';
import { type EventLogEntry, STATE_ENTRIES } from './state-entries.ts';

/** @throws Error if the entry was not written. */
export type WriteEntry = (entry: EventLogEntry) => Promise<void>;

export interface StateEventsOptions {
  readonly state: () => EnforcerState;
  readonly write: WriteEntry;
  readonly log: Log;
}

const INTERVAL_MS = 1_000;
/** A node in trouble may change its state every second. */
const MOST_ENTRIES = 30;
const WINDOW_MS = 3_600_000;
/** The agent gives up after this many failures in a row. */
const MOST_FAILURES = 3;
/** The kubelet does not wait long for the end of the agent. */
const LAST_MS = 3_000;

export class StateEvents {
  readonly #options: StateEventsOptions;
  readonly #limit = new StartLimit(MOST_ENTRIES, WINDOW_MS);
  #timer: NodeJS.Timeout | undefined;
  #recorded: EnforcerState | undefined;
  #writing: Promise<void> | undefined;
  #failures = 0;

  constructor(options: StateEventsOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = setInterval(() => this.#look(), INTERVAL_MS).unref();
    this.#look();
  }

  /** Records the last state. Resolves when it is written, or cannot be written soon. */
  async stop(): Promise<void> {
    if (!this.#timer) return;
    clearInterval(this.#timer);
    await withTimeout(this.#last(), LAST_MS);
  }

  async #last(): Promise<void> {
    await this.#writing;
    this.#look();
    await this.#writing;
  }

  /** One entry at a time. A state that begins and ends meanwhile has no entry. */
  #look(): void {
    const state = this.#options.state();
    if (this.#writing || this.#isOff || state === this.#recorded || !this.#limit.take()) return;
    this.#recorded = state;
    this.#writing = this.#write(state).finally(() => {
      this.#writing = undefined;
    });
  }

  async #write(state: EnforcerState): Promise<void> {
    const { write, log } = this.#options;
    try {
      await write(STATE_ENTRIES[state]);
      this.#failures = 0;
    } catch (error) {
      this.#failures++;
      this.#recorded = undefined;
      if (this.#isOff)
        log.warn('the event log of this machine cannot be written: state changes have no entries there', { error: String(error) });
    }
  }

  get #isOff(): boolean {
    return this.#failures >= MOST_FAILURES;
  }
}
