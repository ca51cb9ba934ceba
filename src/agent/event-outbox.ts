/** Events on their way to the API server: one at a time, tried again with back-off, never waited for. */
import { Backoff, type BackoffOptions } from './backoff.ts';
import type { Log } from './log.ts';
import type { Events } from './report.ts';
import type { Finding } from './state.ts';

export class EventOutbox implements Events {
  readonly #send: (finding: Finding) => Promise<unknown>;
  readonly #log: Log;
  readonly #backoff: Backoff;
  /** By policy; the newest only. */
  readonly #pending = new Map<string, Finding>();
  #sending = false;
  #isStopped = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(send: (finding: Finding) => Promise<unknown>, log: Log, backoff: BackoffOptions) {
    this.#send = send;
    this.#log = log;
    this.#backoff = new Backoff(backoff);
  }

  put(finding: Finding): void {
    this.#pending.set(finding.key, finding);
    this.#backoff.forget(finding.key);
    void this.#work();
  }

  drop(policy: string): void {
    this.#pending.delete(policy);
    this.#backoff.forget(policy);
  }

  /** What has not been recorded is given up: another node, or the next start, will record it. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  async #work(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    for (let next = this.#next(); next && !this.#isStopped; next = this.#next()) await this.#try(...next);
    this.#sending = false;
    this.#sleep();
  }

  #next(): [policy: string, finding: Finding] | undefined {
    return [...this.#pending].find(([policy]) => this.#backoff.mayTry(policy));
  }

  async #try(policy: string, finding: Finding): Promise<void> {
    try {
      await this.#send(finding);
      this.#backoff.forget(policy);
      // Another may have been put in its place meanwhile.
      if (this.#pending.get(policy) === finding) this.#pending.delete(policy);
    } catch (error) {
      const isFirst = this.#backoff.failures(policy) === 0;
      this.#log[isFirst ? 'warn' : 'debug']('Event not recorded, will be tried again', { policy, error: String(error) });
      this.#backoff.failed(policy);
    }
  }

  #sleep(): void {
    clearTimeout(this.#timer);
    const times = [...this.#pending.keys()].flatMap(policy => this.#backoff.retryAt(policy) ?? []);
    if (times.length === 0 || this.#isStopped) return;
    this.#timer = setTimeout(() => void this.#work(), Math.max(0, Math.min(...times) - Date.now()));
    // An Event alone is no reason to keep the process.
    this.#timer.unref();
  }
}
