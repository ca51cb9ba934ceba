import { pause } from '../../async/timers.ts';

/** Shared by all kinds of one API server. When it answers one kind again, the others end their back-off. */
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

/** The back-off of one kind. A kind is woken once until an event arrives, so that two failing kinds cannot keep waking each other. */
export class Sleep {
  readonly #wake: Wake;
  #hasFailed = false;
  #wasWoken = false;

  constructor(wake: Wake) {
    this.#wake = wake;
  }

  /** Waits after a failure. @param isFixed The server requested this time, so other kinds do not shorten it. */
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
