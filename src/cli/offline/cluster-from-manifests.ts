/** Manifests → the core's cluster, as the agent would see it on a Windows node. */
import { isDeepStrictEqual } from 'node:util';
import type { Backend } from '../../core/backend.ts';
import { Cluster } from '../../core/cluster.ts';
import type { Issue } from '../../core/issue.ts';
import { type Kind, keyOf, type Objects } from '../../core/model.ts';
import { type OnUnsupported, reject } from '../../core/reject.ts';
import { impliedNamespace, readNamespace } from '../../kube/read/namespace.ts';
import { readNode } from '../../kube/read/node.ts';
import { readPod } from '../../kube/read/pod.ts';
import { readNetworkPolicy } from '../../kube/read/policy.ts';
import type { Read } from '../../kube/read/read.ts';
import { type Manifest, type ManifestKind, nameOf } from './manifests.ts';
import type { Problem } from './problem.ts';

export interface ManifestCluster {
  /** With the parts of each policy that the backend supports. */
  readonly cluster: Cluster;
  /** Of policies and other objects that are in force, if not whole; by policy, in the order of its fields. */
  readonly issues: readonly Issue[];
  /** An object that another manifest of the same object replaced: the last one counts, as with kubectl apply. */
  readonly replaced: readonly Problem[];
}

export interface Rejection {
  readonly backend: Backend;
  readonly onUnsupported: OnUnsupported;
}

/** @param problems Takes what makes an object unusable; it is then not in the cluster. */
export function clusterOf(manifests: readonly Manifest[], { backend, onUnsupported }: Rejection, problems: Problem[]): ManifestCluster {
  const replaced: Problem[] = [];
  const read: { [K in Kind]: Map<string, { object: Objects[K]; manifest: Manifest; warnings: readonly Issue[] }> } = {
    namespace: new Map(),
    node: new Map(),
    pod: new Map(),
    policy: new Map(),
  };
  const take = <K extends Kind>(kind: K, { value, issues }: Read<Objects[K]>, manifest: Manifest): void => {
    const errors = issues.filter(issue => issue.severity === 'error');
    problems.push(...errors.map(({ path, message }) => problemAt(manifest, path, message)));
    if (errors.length > 0 || !value) return;
    const before = read[kind].get(keyOf(value))?.manifest;
    if (before && !isDeepStrictEqual(before.object, manifest.object)) {
      replaced.push(problemAt(manifest, '', `replaces the one at ${before.file}:${before.lineOf('')}`));
    }
    read[kind].set(keyOf(value), { object: value, manifest, warnings: issues });
  };
  for (const manifest of manifests) READERS[manifest.kind](manifest, take);

  const cluster = new Cluster();
  const issues: Issue[] = [];
  for (const { object, warnings } of sorted(read.node)) {
    cluster.set('node', object);
    issues.push(...warnings);
  }
  for (const { object, warnings } of sorted(read.namespace)) {
    cluster.set('namespace', object);
    issues.push(...warnings);
  }
  for (const { object, warnings } of sorted(read.pod)) {
    cluster.set('pod', object);
    if (!cluster.get('namespace', object.namespace)) cluster.set('namespace', impliedNamespace(object.namespace));
    issues.push(...warnings);
  }
  for (const { object, warnings } of sorted(read.policy)) {
    const { value, issues: rejections } = reject(object, backend, onUnsupported);
    if (value) cluster.set('policy', value);
    issues.push(...warnings, ...rejections);
  }
  return { cluster, issues, replaced };
}

type Take = <K extends Kind>(kind: K, read: Read<Objects[K]>, manifest: Manifest) => void;

const READERS: Readonly<Record<ManifestKind, (manifest: Manifest, take: Take) => void>> = {
  Namespace: (manifest, take) => take('namespace', readNamespace(manifest.object), manifest),
  Node: (manifest, take) => take('node', readNode(manifest.object), manifest),
  Pod: (manifest, take) => take('pod', readPod(manifest.object), manifest),
  NetworkPolicy: (manifest, take) => take('policy', readNetworkPolicy(manifest.object, { strict: true }), manifest),
};

function problemAt({ file, kind, object, lineOf }: Manifest, path: string, message: string): Problem {
  return { file, line: lineOf(path), object: nameOf(kind, object), path, message };
}

function sorted<T>(objects: ReadonlyMap<string, T>): T[] {
  return [...objects].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object);
}
