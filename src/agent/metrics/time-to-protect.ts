/**
 * How long a new pod that policies isolate was without its ACLs: from the moment when both its address and its HNS endpoint were known here.
 * Where the endpoint was there before the address was heard, as is usual, that is when the address was heard; else when the endpoint was found.
 */
import type { Histogram } from 'prom-client';
import type { Pod } from '../../core/model.ts';
import { isInForce, type Outcome } from '../enforcement/outcome.ts';

/** Times are milliseconds since the epoch. */
export class TimeToProtect {
  readonly #seconds: Pick<Histogram, 'observe'>;
  readonly #pod: (key: string) => Pod | undefined;
  /** By UID: the addresses, and when they were heard. */
  readonly #addresses = new Map<string, { readonly text: string; readonly at: number }>();
  /** By UID and endpoint: since when both are known; undefined: there is nothing to measure any more. */
  readonly #known = new Map<string, number | undefined>();
  #lastBegan: number | undefined;

  /** @param pod The pod with this key. */
  constructor(seconds: Pick<Histogram, 'observe'>, pod: (key: string) => Pod | undefined) {
    this.#seconds = seconds;
    this.#pod = pod;
  }

  /** @param pod Of this node. */
  heard({ uid, addresses }: Pod): void {
    const text = addresses.join();
    if (text !== '' && this.#addresses.get(uid)?.text !== text) this.#addresses.set(uid, { text, at: Date.now() });
  }

  /** @param began When HNS began to be read for these. */
  pass(outcomes: readonly Outcome[], began: number): void {
    const present = new Set<string>();
    const pods = new Set<string>();
    for (const outcome of outcomes) {
      for (const { uid } of this.#pods(outcome)) {
        pods.add(uid);
        present.add(id(uid, outcome));
        if (!this.#known.has(id(uid, outcome))) this.#known.set(id(uid, outcome), this.#since(uid, outcome, began));
      }
      this.outcome(outcome);
    }
    for (const key of this.#known.keys()) if (!present.has(key)) this.#known.delete(key);
    // Those heard of since may get their endpoint yet.
    for (const [uid, { at }] of this.#addresses) if (!pods.has(uid) && at < began) this.#addresses.delete(uid);
    this.#lastBegan = began;
  }

  /** Of an attempt that has ended, in its pass or after it. */
  outcome(outcome: Outcome): void {
    const { isolated, result } = outcome;
    // Where nothing may be written the time is not the agent's.
    const isHeld = result === 'pending';
    if (!isHeld && !isInForce(outcome)) return;
    for (const { uid } of this.#pods(outcome)) {
      const since = this.#known.get(id(uid, outcome));
      if (since !== undefined && !isHeld && (isolated.ingress || isolated.egress))
        this.#seconds.observe(Math.max(0, outcome.at - since) / 1000);
      this.#known.set(id(uid, outcome), undefined);
    }
  }

  #since(uid: string, { result }: Outcome, began: number): number | undefined {
    // It has its ACLs from before: from an agent before this one.
    if (result === 'unchanged') return undefined;
    const heard = this.#addresses.get(uid)?.at;
    return heard !== undefined && this.#lastBegan !== undefined && heard >= this.#lastBegan ? heard : began;
  }

  #pods({ pods }: Outcome): Pod[] {
    return pods.flatMap(key => this.#pod(key) ?? []);
  }
}

function id(uid: string, { endpoint }: Outcome): string {
  return `${uid} ${endpoint}`;
}
