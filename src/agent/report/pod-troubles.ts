/** Pods of this node whose ACLs cannot be applied: since when, and said on the Pod when it lasts. An agent that is started anew begins anew. */
import { keyOf, type Pod } from '../../core/model.ts';
import { isDone, type NodeView, type Outcome } from '../enforcement/outcome.ts';
import type { Events } from './event-outbox.ts';
import { aclsApplied, aclsNotApplied, type PodTrouble, podNamed } from './pod-event.ts';

export interface PodTroublesOptions {
  /** How long it may last before the Pod gets an Event. */
  readonly patienceMs: number;
  readonly events: Events;
  /** The pod of this node with this key. */
  readonly pod: (key: string) => Pod | undefined;
}

interface Entry extends PodTrouble {
  /** Monotonic milliseconds, as the wall clock may step. */
  readonly began: number;
  readonly hasEvent: boolean;
}

export class PodTroubles {
  readonly #options: PodTroublesOptions;
  /** By UID. */
  readonly #entries = new Map<string, Entry>();
  /** Endpoints that HNS listed last. */
  #present: ReadonlySet<string> = new Set();

  constructor(options: PodTroublesOptions) {
    this.#options = options;
  }

  /** By UID: those that are in trouble now, for however short a time. */
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
      else if (isDone(outcome)) this.#over(pod, outcome);
      else if (outcome.result === 'pending') this.#suspended(pod);
      else this.#troubled(pod, outcome);
    }
  }

  /** The others have ended, or been created anew. */
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
    const entry = this.#entries.get(pod.uid);
    const { since = outcome?.at ?? now, hasEvent = false, outcome: before } = entry ?? {};
    const began = entry?.began ?? performance.now() - Math.max(0, now - since);
    // What is not tried at the moment has failed for the last reason.
    const error = outcome?.error ?? before?.error;
    const trouble = { pod, since, ...(outcome && { outcome: { ...outcome, ...(error && { error }) } }) };
    const isSaid = hasEvent || performance.now() - began >= this.#options.patienceMs;
    if (isSaid && !hasEvent) this.#options.events.put(aclsNotApplied(trouble, now));
    this.#entries.set(pod.uid, { ...trouble, began, hasEvent: isSaid });
  }

  /** Nothing may be written: that is nobody's failure, and no news about one that was said. */
  #suspended(pod: Pod): void {
    if (!this.#entries.get(pod.uid)?.hasEvent) this.#entries.delete(pod.uid);
  }

  #over(pod: Pod, { endpoint }: Outcome): void {
    const entry = this.#entries.get(pod.uid);
    const troubled = entry?.outcome?.endpoint;
    // A pod may have several, for instance one that is left from before: it is another that is in trouble.
    if (troubled !== undefined && troubled !== endpoint && this.#present.has(troubled)) return;
    if (entry?.hasEvent) this.#options.events.over(aclsApplied(entry, Date.now()));
    this.#entries.delete(pod.uid);
  }
}
