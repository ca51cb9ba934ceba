/**
 * Measures the time that a new isolated pod was without its ACLs: from the first list with its endpoint until its ACLs were in force. It
 * includes the wait for the pod's address, because the pod is open until then.
 */
import type { Histogram } from 'prom-client';
import { isInSync, type NodeView, type Outcome } from '../enforcement/outcome.ts';

export class TimeToProtect {
  readonly #seconds: Pick<Histogram, 'observe'>;
  /** By endpoint: when HNS first listed it, in monotonic milliseconds. Only while it has never been in sync. */
  readonly #appeared = new Map<string, number>();

  constructor(seconds: Pick<Histogram, 'observe'>) {
    this.#seconds = seconds;
  }

  appeared(endpoint: string): void {
    this.#appeared.set(endpoint, performance.now());
  }

  worked({ endpoint, isolated, result, ...outcome }: Outcome): void {
    const since = this.#appeared.get(endpoint);
    if (since === undefined) return;
    // `unchanged`: an earlier agent gave it its ACLs. `pending`: the agent may not write, so the time is not the agent's.
    if (result === 'updated' && (isolated.ingress || isolated.egress)) this.#seconds.observe((performance.now() - since) / 1000);
    if (result === 'pending' || result === 'gone' || isInSync({ endpoint, isolated, result, ...outcome })) this.#appeared.delete(endpoint);
  }

  view({ present }: Pick<NodeView, 'present'>): void {
    for (const endpoint of this.#appeared.keys()) if (!present.has(endpoint)) this.#appeared.delete(endpoint);
  }
}
