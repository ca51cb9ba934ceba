/** The kinds of object that the commands read, and the mistakes in a kind or version that would hide a policy. */

const API_VERSIONS = {
  Namespace: 'v1',
  Node: 'v1',
  Pod: 'v1',
  NetworkPolicy: 'networking.k8s.io/v1',
  ClusterNetworkPolicy: 'policy.networking.k8s.io/v1beta1',
  Service: 'v1',
  EndpointSlice: 'discovery.k8s.io/v1',
  Deployment: 'apps/v1',
  StatefulSet: 'apps/v1',
  DaemonSet: 'apps/v1',
  ReplicaSet: 'apps/v1',
  ReplicationController: 'v1',
  Job: 'batch/v1',
  CronJob: 'batch/v1',
} as const;

export type ManifestKind = keyof typeof API_VERSIONS;

const KINDS = Object.keys(API_VERSIONS) as readonly ManifestKind[];

/** Equal in all fields to the current version. */
const EQUAL_VERSIONS: readonly string[] = ['policy.networking.k8s.io/v1alpha2'];

/** API servers no longer serve this group. */
const RETIRED_GROUP = 'extensions';

export type Classified =
  | { readonly kind: ManifestKind }
  /** Not an object of any API server. `field` has the mistake. */
  | { readonly mistake: string; readonly field: 'apiVersion' | 'kind' }
  /** A policy of another API. */
  | { readonly otherPolicy: true }
  | undefined;

/** @returns Undefined for a kind that does not matter for NetworkPolicies. */
export function classify(apiVersion: string, kind: string): Classified {
  const known = KINDS.find(name => name === kind) ?? KINDS.find(name => name.toLowerCase() === singular(kind).toLowerCase());
  const group = groupOf(apiVersion);
  if (!known || !mayMean(known, group)) return /polic(y|ies)$/i.test(kind) ? { otherPolicy: true } : undefined;
  if (known !== kind) return { field: 'kind', mistake: `Invalid value: ${JSON.stringify(kind)}: there is no such kind. Use ${known}` };
  const isEqual = known === 'ClusterNetworkPolicy' && EQUAL_VERSIONS.includes(apiVersion);
  if (apiVersion === API_VERSIONS[known] || isEqual) return { kind: known };
  const mistake = `Invalid value: ${JSON.stringify(apiVersion)}: no API server serves a ${known} of this version. Use ${API_VERSIONS[known]}`;
  return { field: 'apiVersion', mistake };
}

/** `NetworkPolicies` is a frequent slip. A list has its own kind. */
function singular(kind: string): string {
  return kind.replace(/ies$/i, 'y').replace(/(?<=[^s])s$/i, '');
}

/** Other APIs have kinds with the same name, for instance Calico's NetworkPolicy. The groups of Kubernetes have no dot or end in k8s.io. */
function mayMean(kind: ManifestKind, group: string): boolean {
  if (group === groupOf(API_VERSIONS[kind]) || group === RETIRED_GROUP) return true;
  return kind === 'NetworkPolicy' && (!group.includes('.') || /^[^.]*\.k8s\.io$/i.test(group));
}

function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}
