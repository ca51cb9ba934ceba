/** Nodes that are known to run another system than Windows. They have no HNS, and another engine enforces the policies of their pods. */

import type { Subjects } from '../../agent/state.ts';
import type { Cluster } from '../../core/cluster.ts';

/** For instance `linux`. Undefined: Windows, or unknown. */
export function otherSystemOf(cluster: Pick<Cluster, 'get'>, node: string | undefined): string | undefined {
  const os = node === undefined ? undefined : cluster.get('node', node)?.os;
  return os === 'windows' ? undefined : os;
}

/** A policy selects pods, and all of them are on such nodes. */
export function selectsOnlyOthers(cluster: Cluster, selects: Subjects): boolean {
  const pods = cluster.subjects(selects);
  return pods.length > 0 && pods.every(({ node }) => otherSystemOf(cluster, node) !== undefined);
}
