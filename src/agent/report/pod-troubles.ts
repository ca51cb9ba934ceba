/** Tracks pods of this node that are out of sync, and records an Event on the Pod if that lasts. A restart of the agent forgets them. */
import { keyOf, type Pod } from '../../core/model.ts';
import { isDone, type NodeView, type Outcome } from '../enforcement/outcome.ts';
import type { Events } from './event-outbox.ts';
import { aclsApplied, aclsNotApplied, type PodTrouble, podNamed } from './pod-event.ts';

export interface PodTroublesOptions {
  /** Time out of sync before the Pod gets an Event. */
  readonly patienceMs: number;
  readonly events: Events;
  /** Finds a pod of this node by key. */
  readonly pod: (key: string) => Pod | undefined;
}

interface Entry extends PodTrouble {
  readonly hasEvent: boolean;
}

export class PodTroubles {
  readonly #options: PodTroublesOptions;
  /** By UID. */
  readonly #entries = new Map<string, Entry>();
  /** Endpoints in the last list from HNS. */
  #present: ReadonlySet<string> = new Set();

  constructor(options: PodTroublesOptions) {
    this.#options = options;
  }

  /** By UID: pods that are out of sync now, including those without an Event yet. */
  get now(): ReadonlyMap<string, PodTrouble> {
    return this.#entries;
  }

  view({ present, outcomes, waiting }: NodeView): void {
    this.#present = present;
    for (const outcome of outcomes) this.worked(outcome);
    for (const pod of waiting) this.#troubled(pod);
    this.#keepOnly(new Set([...outcomes.flatMap(({ pods }) => pods), ...waiting.map(keyOf)]));
  }

  worked(outcome: Outcome): void {
    for (const key of outcome.pods) {
      const pod = this.#options.pod(key);
      if (!pod) continue;
      if (outcome.result === 'gone') this.#troubled(pod);
      else if (isDone(outcome)) this.#resolved(pod, outcome);
      else if (outcome.result === 'pending') this.#suspended(pod);
      else this.#troubled(pod, outcome);
    }
  }

  /** Forgets pods that have ended or been re-created. */
  #keepOnly(keys: ReadonlySet<string>): void {
    for (const { pod, hasEvent } of this.#entries.values()) {
      const key = keyOf(pod);
      if (keys.has(key) && this.#options.pod(key)?.uid === pod.uid) continue;
      if (hasEvent) this.#options.events.drop(podNamed(pod));
      this.#entries.delete(pod.uid);
    }
  }

  #troubled(pod: Pod, outcome?: Outcome): void {
    const now = Date.now();
    const { since = outcome?.at ?? now, hasEvent = false, outcome: before } = this.#entries.get(pod.uid) ?? {};
    // An endpoint that waits for its next attempt keeps its last error.
    const error = outcome?.error ?? before?.error;
    const trouble = { pod, since, ...(outcome && { outcome: { ...outcome, ...(error && { error }) } }) };
    const isReported = hasEvent || now - since >= this.#options.patienceMs;
    if (isReported && !hasEvent) this.#options.events.put(aclsNotApplied(trouble, now));
    this.#entries.set(pod.uid, { ...trouble, hasEvent: isReported });
  }

  /** Disabled writes are not a failure. A failure that has been reported stays open. */
  #suspended(pod: Pod): void {
    if (!this.#entries.get(pod.uid)?.hasEvent) this.#entries.delete(pod.uid);
  }

  #resolved(pod: Pod, { endpoint }: Outcome): void {
    const entry = this.#entries.get(pod.uid);
    const troubled = entry?.outcome?.endpoint;
    // A pod may have several endpoints, for instance a stale one. Only the failing one can resolve the problem.
    if (troubled !== undefined && troubled !== endpoint && this.#present.has(troubled)) return;
    if (entry?.hasEvent) this.#options.events.resolve(aclsApplied(entry, Date.now()));
    this.#entries.delete(pod.uid);
  }
}
