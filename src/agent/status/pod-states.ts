/** What is in force at each pod of this node, and since when: for people who ask. What is enforced never depends on it. */

import type { Cluster } from '../../core/cluster.ts';
import type { Issue } from '../../core/issue.ts';
import { keyOf, type Pod } from '../../core/model.ts';
import { isolationOf } from '../enforcement/desired.ts';
import { type Directions, isEnforced, type NodeView, type Outcome } from '../enforcement/outcome.ts';

export interface PodState {
  readonly pod: Pod;
  /** The last of its endpoint; absent: it has an address and no endpoint. */
  readonly outcome?: Outcome;
  /** Whether only what is allowed is to pass, and by which policies; keys. */
  readonly isolated: Directions;
  readonly policies: readonly string[];
  /** Since when the endpoint has been as wanted, as far as this agent has seen, milliseconds since the epoch; absent while it is not. */
  readonly inForceSince?: number;
  /** About this pod. */
  readonly issues: readonly Issue[];
}

interface Entry {
  readonly outcome: Outcome;
  readonly inForceSince: number | undefined;
}

export class PodStates {
  readonly #cluster: Cluster;
  /** By endpoint. */
  readonly #entries = new Map<string, Entry>();
  #waiting: readonly Pod[] = [];
  #issues = new Map<string | undefined, Issue[]>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  view({ outcomes, waiting, issues }: NodeView): void {
    const owned = new Set(outcomes.map(({ endpoint }) => endpoint));
    for (const endpoint of this.#entries.keys()) if (!owned.has(endpoint)) this.#entries.delete(endpoint);
    this.#waiting = waiting;
    this.#issues = Map.groupBy(issues, issue => issue.pod);
  }

  worked(outcome: Outcome): void {
    const { endpoint, result, at } = outcome;
    const before = this.#entries.get(endpoint)?.inForceSince;
    this.#entries.set(endpoint, { outcome, inForceSince: isEnforced(outcome) ? (result === 'updated' ? at : (before ?? at)) : undefined });
  }

  /** Sorted by the pods' keys. Pods that are not known any more are left out. */
  all(): PodState[] {
    const enforced = [...this.#entries.values()].flatMap(({ outcome, inForceSince }) =>
      outcome.pods.flatMap(key => {
        const pod = this.#cluster.get('pod', key);
        const { isolated, policies } = outcome;
        return pod
          ? [{ pod, outcome, isolated, policies, ...(inForceSince !== undefined && { inForceSince }), issues: this.#issuesOf(key) }]
          : [];
      }),
    );
    const waiting = this.#waiting.flatMap(pod => {
      const key = keyOf(pod);
      const compiled = this.#cluster.get('pod', key)?.uid === pod.uid ? this.#cluster.compile(key) : undefined;
      return compiled ? [{ pod, ...isolationOf(compiled.value), issues: this.#issuesOf(key) }] : [];
    });
    return [...enforced, ...waiting].sort((a, b) => (keyOf(a.pod) < keyOf(b.pod) ? -1 : 1));
  }

  #issuesOf(key: string): readonly Issue[] {
    return this.#issues.get(key) ?? [];
  }
}
