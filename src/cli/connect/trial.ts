/** Tries changes on a cluster and takes them back. */
import type { Cluster } from '../../core/cluster.ts';
import { keyOf, type NetworkPolicy, type Objects } from '../../core/model.ts';
import type { Rejection } from '../../core/reject.ts';
import { type Change, changed } from './change.ts';

export interface JudgedCluster {
  /** As the agents enforce it. */
  readonly cluster: Cluster;
  /** The same cluster with every policy as it is written. */
  readonly asWritten: () => Cluster;
  /** Removes the parts of a policy that the agents reject. */
  readonly reject: (policy: NetworkPolicy) => Rejection;
  /** Windows translates IPv6. */
  readonly ipv6: boolean;
}

/** The result of `question` on the cluster with the changes. Both clusters are as before afterwards. */
export function withChanges<T>(judged: JudgedCluster, changes: readonly Change[], question: () => T): T {
  const [change, ...others] = changes;
  if (!change) return question();
  const { cluster, reject } = judged;
  const asWritten = judged.asWritten();
  const now = changed(change, asWritten);
  if (!now) return withChanges(judged, others, question);
  const key = keyOf(now.object);
  const before = { enforced: cluster.get(now.kind, key), written: asWritten.get(now.kind, key) };
  const enforced = now.kind === 'policy' ? reject(now.object).value : now.object;
  replace(asWritten, now.kind, key, now.object);
  replace(cluster, now.kind, key, enforced);
  try {
    return withChanges(judged, others, question);
  } finally {
    replace(cluster, now.kind, key, before.enforced);
    replace(asWritten, now.kind, key, before.written);
  }
}

function replace<K extends 'pod' | 'namespace' | 'policy'>(cluster: Cluster, kind: K, key: string, object: Objects[K] | undefined): void {
  if (object) cluster.set(kind, object);
  else cluster.delete(kind, key);
}
