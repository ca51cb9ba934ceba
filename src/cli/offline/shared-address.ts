/** Pods of one node that claim one address: nobody can tell whose endpoint it is, so the agent closes it (src/agent/enforcement/match.ts). */
import type { Issue } from '../../core/issue.ts';
import { keyOf, type Pod } from '../../core/model.ts';
import type { Isolated, PodPolicy } from '../../core/pod-policy.ts';

/** By key of every pod that must share; a pod that is going gives way and makes no dispute. */
export function disputes(pods: readonly Pod[]): Map<string, Issue> {
  const claims = new Map<string, string[]>();
  for (const pod of pods) {
    if (pod.terminating) continue;
    for (const address of pod.addresses) claims.set(address, [...(claims.get(address) ?? []), keyOf(pod)]);
  }
  const found = new Map<string, Issue>();
  for (const [address, keys] of claims) {
    if (keys.length === 1) continue;
    for (const pod of keys) {
      const others = keys.filter(key => key !== pod).join(', ');
      const message = `${address} is also claimed by ${others} on this node: the endpoint is isolated until only one of them is left`;
      found.set(pod, { severity: 'error', code: 'ambiguous-address', pod, path: 'status.podIPs', message });
    }
  }
  return found;
}

/** Only what no policy can forbid, the pod's own node. */
export function closed({ pod, nodeAddresses }: PodPolicy): PodPolicy {
  const isolated: Isolated = { policies: ['ambiguous-address'], grants: [] };
  return { pod: { ...pod, addresses: [] }, nodeAddresses, ingress: isolated, egress: isolated };
}
