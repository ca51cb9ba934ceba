/** The pods that selectors match in the input. */
import { isInPodNetwork } from '../../core/claims.ts';
import type { Cluster } from '../../core/cluster.ts';
import { keyOf, type NetworkPolicy, type Pod, type PodPeer, type Selector } from '../../core/model.ts';
import { matches } from '../../core/selector.ts';

export function isEverything({ matchLabels, matchExpressions }: Selector): boolean {
  return Object.keys(matchLabels).length === 0 && matchExpressions.length === 0;
}

export function livePods(cluster: Cluster, namespace: string): Pod[] {
  return [...cluster.podsOfNamespace(namespace)].filter(({ finished }) => !finished);
}

/** Pods of the host network included, which no policy isolates. Sorted by key. */
export function selectedBy(cluster: Cluster, { namespace, podSelector }: Pick<NetworkPolicy, 'namespace' | 'podSelector'>): Pod[] {
  return sorted(livePods(cluster, namespace).filter(pod => matches(podSelector, pod.labels)));
}

/** Pods of the host network included, which are no peers. Sorted by key. */
export function peerPods(cluster: Cluster, policyNamespace: string, { namespaces, pods }: PodPeer): Pod[] {
  return sorted(
    peerNamespaces(cluster, policyNamespace, namespaces)
      .flatMap(name => livePods(cluster, name))
      .filter(pod => matches(pods, pod.labels)),
  );
}

export function peerNamespaces(cluster: Cluster, policyNamespace: string, namespaces: PodPeer['namespaces']): string[] {
  if (namespaces === 'same') return [policyNamespace];
  return [...cluster.values('namespace')].filter(({ labels }) => matches(namespaces, labels)).map(({ name }) => name);
}

export function inPodNetwork(pods: readonly Pod[]): Pod[] {
  return pods.filter(isInPodNetwork);
}

/** Longer lists are cut. */
const SHOWN = 3;

export function namesOf(pods: readonly Pod[]): string {
  const more = pods.length - SHOWN;
  return pods.slice(0, SHOWN).map(keyOf).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function sorted(pods: Pod[]): Pod[] {
  return pods.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}
