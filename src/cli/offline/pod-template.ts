/** Pods that do not exist yet: those of workloads, and manifests of pods. They show the plan before an installation. */
import type { Node, Pod } from '../../core/model.ts';
import { readPod } from '../../kube/read/pod.ts';
import type { Read } from '../../kube/read/read.ts';
import type { ManifestKind } from './manifest-kind.ts';
import { isObject, type JsonObject } from './manifests.ts';

/** The path of the template in each kind of workload. */
const TEMPLATES: Readonly<Partial<Record<ManifestKind, string>>> = {
  Deployment: 'spec.template',
  StatefulSet: 'spec.template',
  DaemonSet: 'spec.template',
  ReplicaSet: 'spec.template',
  ReplicationController: 'spec.template',
  Job: 'spec.template',
  CronJob: 'spec.jobTemplate.spec.template',
};

export function templatePath(kind: ManifestKind): string | undefined {
  return TEMPLATES[kind];
}

/** The pod of a workload's template. It has the workload's name, because all replicas get the same ACLs. */
export function templatePod(path: string, { metadata, spec }: JsonObject): Read<Pod> & { readonly placement: Placement } {
  const template = path.split('.').reduce<unknown>((value, step) => (isObject(value) ? value[step] : undefined), { spec });
  const { metadata: own, spec: podSpec } = isObject(template) ? template : {};
  const { name, namespace } = isObject(metadata) ? metadata : {};
  const pod = { metadata: { ...(isObject(own) ? own : {}), name, namespace }, spec: podSpec, status: {} };
  return { ...readPod(pod), placement: placementOf(podSpec) };
}

/** The API server created the workload's pods, and the input has them. */
export function hasController({ metadata }: JsonObject): boolean {
  const { ownerReferences } = isObject(metadata) ? metadata : {};
  return Array.isArray(ownerReferences) && ownerReferences.length > 0;
}

/** The nodes on which a pod may run. */
export interface Placement {
  readonly nodeSelector: Readonly<Record<string, unknown>>;
  /** `spec.os.name`. */
  readonly os?: string;
}

export function placementOf(spec: unknown): Placement {
  const { nodeSelector, os } = isObject(spec) ? spec : {};
  const name = isObject(os) ? os.name : undefined;
  return { nodeSelector: isObject(nodeSelector) ? nodeSelector : {}, ...(typeof name === 'string' && { os: name }) };
}

const OS = 'kubernetes.io/os';
const HOSTNAME = 'kubernetes.io/hostname';

/**
 * The node of a pod without one: the given one, else the first that the nodeSelector selects. Without such a node: a placeholder, which runs
 * the system that the pod asks for.
 * @param given `--node`.
 * @param labels Of the nodes in the input, by name.
 */
export function nodeFor({ nodeSelector, os }: Placement, given: string | undefined, labels: ReadonlyMap<string, JsonObject>): Node {
  const system = os ?? nodeSelector[OS];
  const isOther = typeof system === 'string' && system !== 'windows';
  if (given !== undefined && !isOther) return { name: given, addresses: [] };
  const wanted = Object.entries(nodeSelector);
  const fits = (own: JsonObject): boolean => wanted.every(([key, value]) => own[key] === value) && (!isOther || own[OS] === system);
  const found =
    wanted.length === 0
      ? undefined
      : [...labels]
          .filter(([, own]) => fits(own))
          .map(([name]) => name)
          .sort()[0];
  if (found !== undefined) return { name: found, addresses: [] };
  const host = nodeSelector[HOSTNAME];
  if (typeof host === 'string') return { name: host, addresses: [], ...(isOther && { os: system }) };
  return isOther ? { name: `any-${system}-node`, os: system, addresses: [] } : { name: 'any-windows-node', os: 'windows', addresses: [] };
}
