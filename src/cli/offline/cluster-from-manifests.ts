/** Manifests → the core's cluster, as the agent on a Windows node would build it. */
import { isDeepStrictEqual } from 'node:util';
import { ClusterState } from '../../agent/state.ts';
import type { Backend } from '../../core/backend.ts';
import type { Cluster } from '../../core/cluster.ts';
import { FEATURES } from '../../core/feature.ts';
import type { Issue } from '../../core/issue.ts';
import { type Kind, keyOf, type NetworkPolicy } from '../../core/model.ts';
import { type OnUnsupported, type Rejection as PolicyRejection, reject } from '../../core/reject.ts';
import { impliedNamespace } from '../../kube/read/namespace.ts';
import { type Manifest, type ManifestKind, nameOf } from './manifests.ts';
import { selectsOnlyOthers } from './other-system.ts';
import type { Problem } from './problem.ts';

export interface ManifestCluster {
  /** Has only the parts of each policy that the backend supports. */
  readonly cluster: Cluster;
  /** The same cluster with every policy as it is written, for pods that another engine enforces. */
  readonly asWritten: () => Cluster;
  /** Removes the parts of a policy that the backend rejects. */
  readonly reject: (policy: NetworkPolicy) => PolicyRejection;
  /**
   * Issues of objects that are at least partially used. Sorted by kind and key, in the order of the fields. Policies that select only pods of nodes
   * with another system have none.
   */
  readonly issues: readonly Issue[];
  /** `ClusterState.closedPods`. */
  readonly closedPods: readonly Issue[];
  /** Objects with several different manifests. The last one counts, as with kubectl apply. */
  readonly replaced: readonly Problem[];
}

export interface Rejection {
  readonly backend: Backend;
  readonly onUnsupported: OnUnsupported;
}

const KINDS: Readonly<Record<ManifestKind, Kind>> = { Namespace: 'namespace', Node: 'node', Pod: 'pod', NetworkPolicy: 'policy' };

/** @param problems Receives the errors of unusable objects. If there are any, the cluster is not complete. */
export function clusterOf(manifests: readonly Manifest[], { backend, onUnsupported }: Rejection, problems: Problem[]): ManifestCluster {
  const state = new ClusterState({ onUnsupported, backend });
  const replaced: Problem[] = [];
  /** By kind and key. */
  const loaded = new Map<string, Manifest>();
  for (const manifest of manifests) {
    const kind = KINDS[manifest.kind];
    const { value, issues } = state.load(kind, manifest.object, { strict: true });
    const errors = issues.filter(issue => issue.severity === 'error');
    problems.push(...errors.map(({ path, message }) => problemAt(manifest, path, message)));
    if (errors.length > 0 || !value) continue;
    const id = `${kind} ${keyOf(value)}`;
    const before = loaded.get(id);
    if (before && !isDeepStrictEqual(before.object, manifest.object)) {
      replaced.push(problemAt(manifest, '', `replaces the one at ${before.file}:${before.lineOf('')}`));
    }
    loaded.set(id, manifest);
  }
  const { cluster } = state;
  for (const { namespace } of cluster.values('pod')) {
    if (!cluster.get('namespace', namespace)) state.set('namespace', impliedNamespace(namespace));
  }
  const findings = state.findings().filter(({ selects }) => !selects || !selectsOnlyOthers(cluster, selects));
  let written: Cluster | undefined;
  return {
    cluster,
    asWritten: () => {
      written ??= clusterOf(manifests, { backend: KUBERNETES, onUnsupported }, []).cluster;
      return written;
    },
    reject: policy => reject(policy, backend, onUnsupported, Number.POSITIVE_INFINITY),
    issues: findings.flatMap(({ issues }) => issues),
    closedPods: state.closedPods(),
    replaced,
  };
}

/** Rejects no feature. */
const KUBERNETES: Backend = {
  name: 'Kubernetes',
  features: FEATURES,
  support: { sctp: 'native', 'named-port': 'native', 'negative-selector': 'native', ipv6: 'native', except: 'native' },
};

function problemAt({ file, kind, object, lineOf }: Manifest, path: string, message: string): Problem {
  return { file, line: lineOf(path), object: nameOf(kind, object), path, message };
}
