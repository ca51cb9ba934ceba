/**
 * The time from an API event until it is in force on every local endpoint. Counts only events that change something on this node, and of those
 * that are applied together only the first: the slowest.
 */
import type { Histogram } from 'prom-client';

export class EventLatency {
  readonly #seconds: Pick<Histogram, 'observe'>;
  /** When the first event arrived that no search has seen, and the first that is not in force, in monotonic milliseconds. */
  #arrived: number | undefined;
  #applying: number | undefined;

  constructor(seconds: Pick<Histogram, 'observe'>) {
    this.#seconds = seconds;
  }

  changed(): void {
    this.#arrived ??= performance.now();
  }

  /** The search for affected endpoints ended. @param needed False: no endpoint of this node is affected. */
  searched(needed: boolean): void {
    if (needed) this.#applying ??= this.#arrived;
    this.#arrived = undefined;
  }

  /** Every endpoint is in sync. */
  inSync(): void {
    if (this.#applying !== undefined) this.#seconds.observe((performance.now() - this.#applying) / 1000);
    this.#applying = undefined;
  }
}
