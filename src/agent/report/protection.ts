/**
 * How long isolated pods were without any ACL of the agent: from the first sight of their endpoint or sandbox until their first ACLs, and each
 * later time. The time includes the wait for the pod's owner, because the pod is open all that time.
 */
import type { Counter, Gauge, Histogram } from 'prom-client';
import { hasProtection, type NodeView, type Outcome } from '../enforcement/outcome.ts';

export interface Gap {
  readonly endpoint: string;
  /** Key of the pod. */
  readonly pod: string;
  /** When it ended, in milliseconds since the epoch. */
  readonly endedAt: number;
  readonly seconds: number;
  /** The pod was new. Otherwise it lost the ACLs that it had. */
  readonly isFirst: boolean;
}

interface Metrics {
  readonly timeToProtect: Pick<Histogram, 'observe'>;
  readonly unprotectedSeconds: Pick<Counter, 'inc'>;
  readonly unprotectedEndpoints: Pick<Gauge, 'set'>;
}

interface Open {
  /** Monotonic milliseconds. */
  readonly since: number;
  readonly isFirst: boolean;
}

const KEPT_MS = 3_600_000;
const MOST_KEPT = 100;

export class Protection {
  readonly #metrics: Metrics;
  /** By endpoint: those that have never been in sync, and those that lost their ACLs. */
  readonly #open = new Map<string, Open>();
  readonly #inSync = new Set<string>();
  #gaps: readonly Gap[] = [];

  constructor(metrics: Metrics) {
    this.#metrics = metrics;
  }

  /** Gaps that ended within the last hour, the newest last. */
  get gaps(): readonly Gap[] {
    return this.#gaps.filter(({ endedAt }) => Date.now() - endedAt < KEPT_MS);
  }

  worked(outcome: Outcome): void {
    const { endpoint, result, acls, isolated, firstSight } = outcome;
    const isIsolated = isolated.ingress || isolated.egress;
    // The time before a permission to write is not the agent's.
    if (result === 'pending' || result === 'gone') this.#forget(endpoint);
    else if (hasProtection(outcome)) this.#end(outcome, isIsolated);
    if (result === 'pending') this.#inSync.add(endpoint);
    if (hasProtection(outcome) || result === 'pending' || result === 'gone') return;
    if (isIsolated && acls.found === 0 && !this.#open.has(endpoint)) {
      const isFirst = !this.#inSync.has(endpoint);
      this.#open.set(endpoint, { since: isFirst ? firstSight : performance.now(), isFirst });
    }
  }

  view({ present }: Pick<NodeView, 'present'>): void {
    for (const endpoint of this.#open.keys()) if (!present.has(endpoint)) this.#open.delete(endpoint);
    for (const endpoint of this.#inSync) if (!present.has(endpoint)) this.#inSync.delete(endpoint);
    this.#metrics.unprotectedEndpoints.set(this.#open.size);
  }

  /** The endpoint has its ACLs. `unchanged` at first sight: an earlier agent gave them. */
  #end({ endpoint, pods, result, closed, acls, firstSight, drift, readAt }: Outcome, isIsolated: boolean): void {
    const isFirst = !this.#inSync.has(endpoint);
    const isWritten = result === 'updated' || closed === 'rejected';
    const wasBare = acls.found === 0 && isWritten && (isFirst || drift);
    const open = this.#open.get(endpoint) ?? (wasBare ? { since: isFirst ? firstSight : readAt, isFirst } : undefined);
    if (open && isIsolated) {
      const seconds = (performance.now() - open.since) / 1000;
      if (open.isFirst) this.#metrics.timeToProtect.observe(seconds);
      this.#metrics.unprotectedSeconds.inc(seconds);
      this.#gaps = [...this.gaps, { endpoint, pod: pods[0], endedAt: Date.now(), seconds, isFirst: open.isFirst }].slice(-MOST_KEPT);
    }
    this.#open.delete(endpoint);
    this.#inSync.add(endpoint);
  }

  #forget(endpoint: string): void {
    this.#open.delete(endpoint);
    this.#inSync.delete(endpoint);
  }
}
