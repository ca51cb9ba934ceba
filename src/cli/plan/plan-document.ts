/** A cluster → the ACLs that each node would receive. */
import { hasIpv6 } from '../../core/address.ts';
import type { Cluster } from '../../core/cluster.ts';
import type { Issue } from '../../core/issue.ts';
import type { Pod } from '../../core/model.ts';
import { effectOf } from '../../core/normal-form.ts';
import { type LowerOptions, lower } from '../../hns/acl/lower.ts';
import { otherSystemOf } from '../offline/other-system.ts';
import type { Plan, PlanIssue, PlanNode } from './plan-schema.ts';

export interface PlanFilter {
  readonly includes?: (pod: Pod) => boolean;
  /** The pod with this address does not exist yet. */
  readonly isExample?: (address: string) => boolean;
}

type PlanEndpoint = PlanNode['endpoints'][number];

/**
 * A pod gets no endpoint if a live pod of its node has taken over its address.
 * @param nodes Iterated lazily, one node at a time.
 * @param before Issues found while the cluster was read. The plan adds the issues of compiling and lowering, without duplicates.
 * @param closedPods `ClusterState.closedPods`. Pods without an endpoint in the plan are left out.
 */
export function planOf(
  cluster: Cluster,
  nodes: Iterable<string>,
  options: LowerOptions,
  before: readonly Issue[],
  closedPods: readonly Issue[],
  { includes = () => true, isExample = () => false }: PlanFilter = {},
): Plan {
  const issues = [...before];
  const planned = Array.from(nodes, (node): PlanNode => {
    const pods = cluster.podsOfNode(node).filter(pod => pod.addresses.length > 0 && includes(pod));
    return { node, endpoints: pods.flatMap(pod => endpointOf(cluster, pod, options, issues, isExample) ?? []) };
  });
  const keys = new Set(planned.flatMap(({ endpoints }) => endpoints.map(({ namespace, pod }) => `${namespace}/${pod}`)));
  issues.push(...closedPods.filter(({ pod }) => keys.has(pod!)));
  const distinct = new Map(issues.map(issue => [JSON.stringify(planIssue(issue)), planIssue(issue)]));
  return { nodes: planned, issues: [...distinct.values()] };
}

/** Every node that a pod names, sorted. Nodes that are known to run another system are left out. */
export function nodesOf(cluster: Cluster): string[] {
  return namedNodes(cluster).filter(node => otherSystemOf(cluster, node) === undefined);
}

/** Nodes with pods that are known to run another system. */
export function otherNodesOf(cluster: Cluster): string[] {
  return namedNodes(cluster).filter(node => otherSystemOf(cluster, node) !== undefined);
}

function namedNodes(cluster: Cluster): string[] {
  return [...new Set([...cluster.values('pod')].flatMap(pod => pod.node ?? []))].sort();
}

function endpointOf(
  cluster: Cluster,
  pod: Pod,
  options: LowerOptions,
  issues: Issue[],
  isExample: (address: string) => boolean,
): PlanEndpoint | undefined {
  const owners = cluster.endpointOwners(pod.addresses, pod.node);
  if (!owners?.includes(pod)) return undefined;
  const { value: policy, issues: found } = cluster.compileEndpoint(pod.addresses, owners);
  const lowered = lower(policy, { ...options, ipv6: options.ipv6 === true && hasIpv6(pod.addresses) });
  issues.push(...found, ...lowered.issues);
  return {
    namespace: pod.namespace,
    pod: pod.name,
    ipAddresses: [...pod.addresses],
    ...(pod.addresses.some(isExample) && { exampleAddress: true }),
    isolated: { ingress: effectOf(policy, 'ingress') !== 'open', egress: effectOf(policy, 'egress') !== 'open' },
    policies: [...lowered.value],
  };
}

/** Sets the keys in their published order. */
function planIssue({ severity, code, policy, pod, path, message, unlisted }: Issue): PlanIssue {
  const objects = { ...(policy !== undefined && { policy }), ...(pod !== undefined && { pod }) };
  return { severity, code, ...objects, path, message, ...(unlisted !== undefined && { unlisted }) };
}
