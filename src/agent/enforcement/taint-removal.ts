/** Removes the startup taint from the own node, once. A failure is repeated with back-off until it succeeds. */
import { Backoff, type BackoffOptions } from '../../async/backoff.ts';
import type { StartupTaint } from '../../kube/taint/startup-taint.ts';
import type { Log } from '../log.ts';

export interface TaintRemovalOptions {
  readonly node: string;
  readonly taint: Pick<StartupTaint, 'remove' | 'close'>;
  readonly log: Log;
  readonly backoff: BackoffOptions;
}

const KEY = 'taint';

export class TaintRemoval {
  readonly #options: TaintRemovalOptions;
  readonly #backoff: Backoff;
  #isBusy = false;
  /** Removed, or stopped. */
  #isDone = false;
  #lastError: string | undefined;

  constructor(options: TaintRemovalOptions) {
    this.#options = options;
    this.#backoff = new Backoff(options.backoff);
  }

  /** The node is protected. Called again and again while that is so. */
  isProtected(): void {
    if (!this.#isBusy && !this.#isDone && this.#backoff.mayTry(KEY)) void this.#remove();
  }

  /** Aborts a running request. */
  stop(): void {
    this.#isDone = true;
    this.#options.taint.close();
  }

  async #remove(): Promise<void> {
    this.#isBusy = true;
    try {
      const result = await this.#options.taint.remove();
      if (!this.#isDone) this.#removed(result);
    } catch (error) {
      if (!this.#isDone) this.#failed(String(error));
    }
    this.#isBusy = false;
  }

  #removed(result: 'removed' | 'absent'): void {
    const { node, taint, log } = this.#options;
    this.#isDone = true;
    taint.close();
    if (result === 'removed') log.info('startup taint removed', { node });
    else log.debug('the node has no startup taint', { node });
  }

  #failed(error: string): void {
    const { node, log } = this.#options;
    this.#backoff.failed(KEY);
    log[error === this.#lastError ? 'debug' : 'warn']('startup taint not removed, will retry', { node, error });
    this.#lastError = error;
  }
}
