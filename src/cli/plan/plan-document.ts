/** A cluster → what each node's HNS would be told. */
import type { Cluster } from '../../core/cluster.ts';
import type { Issue } from '../../core/issue.ts';
import { keyOf, type Pod } from '../../core/model.ts';
import { type LowerOptions, lower } from '../../hns/acl/lower.ts';
import { closed, disputes } from '../offline/shared-address.ts';
import type { Plan, PlanIssue, PlanNode } from './plan-schema.ts';

type PlanEndpoint = PlanNode['endpoints'][number];

/**
 * @param nodes Each is asked for when the one before is done.
 * @param before Issues found on the way to the cluster; those of compiling and lowering follow, each once.
 */
export function planOf(cluster: Cluster, nodes: Iterable<string>, options: LowerOptions, before: readonly Issue[]): Plan {
  const issues = [...before];
  const planned = Array.from(nodes, (node): PlanNode => {
    const pods = cluster.podsOfNode(node).filter(pod => pod.addresses.length > 0);
    const disputed = disputes(pods);
    return { node, endpoints: pods.map(pod => endpointOf(cluster, pod, disputed.get(keyOf(pod)), options, issues)) };
  });
  const distinct = new Map(issues.map(issue => [JSON.stringify(planIssue(issue)), planIssue(issue)]));
  return { nodes: planned, issues: [...distinct.values()] };
}

/** Every node that a pod names, sorted. */
export function nodesOf(cluster: Cluster): string[] {
  return [...new Set([...cluster.values('pod')].flatMap(pod => pod.node ?? []))].sort();
}

function endpointOf(cluster: Cluster, pod: Pod, dispute: Issue | undefined, options: LowerOptions, issues: Issue[]): PlanEndpoint {
  const compiled = cluster.compile(keyOf(pod))!;
  const policy = dispute ? closed(compiled.value) : compiled.value;
  const lowered = lower(policy, options);
  issues.push(...compiled.issues, ...(dispute ? [dispute] : []), ...lowered.issues);
  return {
    namespace: pod.namespace,
    pod: pod.name,
    ipAddresses: [...pod.addresses],
    isolated: { ingress: policy.ingress !== 'open', egress: policy.egress !== 'open' },
    policies: [...lowered.value],
  };
}

/** With its keys in the published order. */
function planIssue({ severity, code, policy, pod, path, message }: Issue): PlanIssue {
  return { severity, code, ...(policy !== undefined && { policy }), ...(pod !== undefined && { pod }), path, message };
}
