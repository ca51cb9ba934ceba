/** The state of each pod on this node, for the status only. Enforcement does not depend on it. */

import type { Cluster } from '../../core/cluster.ts';
import type { Issue } from '../../core/issue.ts';
import { keyOf, type Pod } from '../../core/model.ts';
import { type Directions, isEnforced, type NodeView, type Outcome } from '../enforcement/outcome.ts';

export interface PodState {
  readonly pod: Pod;
  /** The last outcome of its endpoint. Absent: it has an address but no endpoint. */
  readonly outcome?: Outcome;
  /** Directions in which only allowed traffic passes, and the keys of the policies that isolate the pod. */
  readonly isolated: Directions;
  readonly policies: readonly string[];
  /** Start of the current in-sync period as seen by this agent, in milliseconds since the epoch. Absent: out of sync. */
  readonly inSyncSince?: number;
  readonly issues: readonly Issue[];
}

interface Entry {
  readonly outcome: Outcome;
  readonly inSyncSince: number | undefined;
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
    const before = this.#entries.get(endpoint)?.inSyncSince;
    this.#entries.set(endpoint, { outcome, inSyncSince: isEnforced(outcome) ? (result === 'updated' ? at : (before ?? at)) : undefined });
  }

  /** Sorted by the pods' keys. Deleted pods are left out. */
  all(): PodState[] {
    const enforced = [...this.#entries.values()].flatMap(({ outcome, inSyncSince }) =>
      outcome.owners.flatMap(owner => {
        const key = keyOf(owner);
        // A pod that its sandbox proves may not have arrived from the API server yet.
        const pod = this.#cluster.get('pod', key) ?? (outcome.isCertain ? owner : undefined);
        const { isolated, policies } = outcome;
        return pod
          ? [{ pod, outcome, isolated, policies, ...(inSyncSince !== undefined && { inSyncSince }), issues: this.#issuesOf(key) }]
          : [];
      }),
    );
    const waiting = this.#waiting.flatMap(pod => {
      const key = keyOf(pod);
      if (this.#cluster.get('pod', key)?.uid !== pod.uid) return [];
      const policies = this.#cluster.policiesOf(key).filter(({ ingress, egress }) => ingress ?? egress);
      const isolated = { ingress: policies.some(({ ingress }) => ingress), egress: policies.some(({ egress }) => egress) };
      return [{ pod, isolated, policies: policies.map(keyOf), issues: this.#issuesOf(key) }];
    });
    return [...enforced, ...waiting].sort((a, b) => (keyOf(a.pod) < keyOf(b.pod) ? -1 : 1));
  }

  #issuesOf(key: string): readonly Issue[] {
    return this.#issues.get(key) ?? [];
  }
}
