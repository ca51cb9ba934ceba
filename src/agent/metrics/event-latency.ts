/**
 * How long it takes from hearing of an API event to its being in force on every local endpoint. Only of events that change something here, and
 * of those that are applied together the first: the slowest.
 */
import type { Histogram } from 'prom-client';

export class EventLatency {
  readonly #seconds: Pick<Histogram, 'observe'>;
  /** When the first was heard that the pass in progress does not know of, and the first that has not come into force; milliseconds. */
  #heard: number | undefined;
  #applying: number | undefined;

  constructor(seconds: Pick<Histogram, 'observe'>) {
    this.#seconds = seconds;
  }

  heard(): void {
    this.#heard ??= performance.now();
  }

  /** A pass begins. @param needed False: what was heard changes nothing here. */
  begin(needed: boolean): void {
    this.#applying = needed ? (this.#applying ?? this.#heard) : undefined;
    this.#heard = undefined;
  }

  /** Every endpoint is as wanted when the pass began. */
  inForce(): void {
    if (this.#applying !== undefined) this.#seconds.observe((performance.now() - this.#applying) / 1000);
    this.#applying = undefined;
  }
}
