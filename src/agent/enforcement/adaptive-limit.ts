/**
 * The number of endpoints worked on at a time. HNS may serve calls in parallel or one by one, and its speed varies by orders of magnitude, so
 * the limit follows the measured latency: it grows while calls stay as fast as they were with few at a time, and shrinks when they begin to
 * wait for each other. Additive increase, multiplicative decrease, as in TCP.
 */

const START = 4;
/** The edge transport has 16 threads for calls. The rest serves enumerations and calls that hang. */
const MOST = 12;
/** Latency may grow by this factor before calls count as waiting for each other. */
const TOLERANCE = 1.5;
/** Milliseconds that do not count: below this, latency is scheduling noise. */
const NOISE_MS = 5;
const SMOOTHING = 0.2;
/** The fastest call is forgotten after two windows of as many calls, so that the limit can recover if HNS becomes permanently slower. */
const WINDOW = 100;
const LEAST_PATIENCE_MS = 2_000;

interface Baseline {
  fastest: number;
  previous: number;
  calls: number;
}

export class AdaptiveLimit {
  #limit = START;
  /** Latency relative to the fastest call of the same function. 1: no call waits for another. */
  #ratio = 1;
  #sinceChange = 0;
  #smoothMs = 0;
  readonly #baselines = new Map<string, Baseline>();

  get current(): number {
    return this.#limit;
  }

  /** Milliseconds after which the work on an endpoint no longer counts against the limit. Far longer than usual. */
  get patienceMs(): number {
    return Math.max(LEAST_PATIENCE_MS, 12 * this.#smoothMs);
  }

  /** @param ms Duration of a call of this function that HNS answered. */
  observe(name: string, ms: number): void {
    const fastest = this.#fastest(name, ms);
    this.#smoothMs += SMOOTHING * (ms - this.#smoothMs);
    this.#ratio += SMOOTHING * (ms / fastest - this.#ratio);
    // A change of the limit shows in the latency only after a round of calls.
    if (++this.#sinceChange < this.#limit) return;
    this.#sinceChange = 0;
    if (this.#ratio <= TOLERANCE) this.#limit = Math.min(MOST, this.#limit + 1);
    else this.#limit = Math.max(1, Math.floor(this.#limit / 2));
  }

  #fastest(name: string, ms: number): number {
    const measured = Math.max(ms, NOISE_MS);
    const baseline = this.#baselines.get(name) ?? { fastest: measured, previous: measured, calls: 0 };
    this.#baselines.set(name, baseline);
    if (++baseline.calls > WINDOW) Object.assign(baseline, { previous: baseline.fastest, fastest: measured, calls: 0 });
    baseline.fastest = Math.min(baseline.fastest, measured);
    return Math.min(baseline.fastest, baseline.previous);
  }
}
