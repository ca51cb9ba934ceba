import { pause } from '../../async/timers.ts';

/** Shared by all kinds of one API server: when it answers one kind again, the others need not wait for the end of their back-off. */
export class Wake {
  #next = new AbortController();

  /** Aborted by the next call of `all`. */
  get signal(): AbortSignal {
    return this.#next.signal;
  }

  all(): void {
    const woken = this.#next;
    this.#next = new AbortController();
    woken.abort();
  }
}

/** The back-off of one kind. Two kinds that keep failing cannot wake each other again and again: each is woken once until an event arrives. */
export class Sleep {
  readonly #wake: Wake;
  #hasFailed = false;
  #wasWoken = false;

  constructor(wake: Wake) {
    this.#wake = wake;
  }

  /** Waits after a failure. @param isFixed The server asked for the time, so that no other kind cuts it short. */
  async afterFailure(milliseconds: number, isFixed: boolean, signal: AbortSignal): Promise<void> {
    this.#hasFailed = true;
    if (isFixed || this.#wasWoken) return pause(milliseconds, signal);
    const woken = this.#wake.signal;
    await pause(milliseconds, signal, woken);
    this.#wasWoken = woken.aborted;
  }

  /** The server accepted a request of this kind. */
  answered(): void {
    if (this.#hasFailed) this.#wake.all();
    this.#hasFailed = false;
  }

  /** The watch of this kind works. */
  received(): void {
    this.#wasWoken = false;
  }
}
