/** Rules for selectors that match other pods than their author thinks. They need pods in the input. */
import type { NetworkPolicy, Peer, PodPeer, Rule } from '../../core/model.ts';
import type { LintInput, LintRule, Spot } from './rule.ts';
import { inPodNetwork, isEverything, livePods, namesOf, peerNamespaces, peerPods, selectedBy } from './selected.ts';

export const SELECTOR_RULES: readonly LintRule[] = [
  {
    id: 'selects-no-pod',
    severity: 'warning',
    title: 'The podSelector of a policy matches no pod of its namespace.',
    find: ({ policy }, { cluster }) => {
      if (livePods(cluster, policy.namespace).length === 0 || selectedBy(cluster, policy).length > 0) return [];
      return [
        {
          path: 'spec.podSelector',
          message: `no pod of the namespace ${policy.namespace} has these labels, so the policy isolates no pod`,
        },
      ];
    },
  },
  {
    id: 'selects-host-network',
    severity: 'warning',
    title: 'A policy selects pods of the host network, which no policy isolates.',
    find: ({ policy }, { cluster }) => {
      const pods = selectedBy(cluster, policy).filter(({ hostNetwork }) => hostNetwork);
      // A policy for the whole namespace does not mean these pods in particular.
      if (pods.length === 0 || isEverything(policy.podSelector)) return [];
      return [{ path: 'spec.podSelector', message: `${namesOf(pods)} uses the host network, and no policy isolates such a pod` }];
    },
  },
  {
    id: 'peer-selects-no-pod',
    severity: 'warning',
    title: 'The selectors of a peer match no pod.',
    find: ({ policy }, input) => peersIn(policy).flatMap(({ peer }) => (peer.kind === 'pods' ? emptyPeer(policy, peer, input) : [])),
  },
  {
    id: 'split-peer',
    severity: 'warning',
    title: 'A namespaceSelector and a podSelector are two peers but probably meant as one.',
    find: ({ policy }, input) => rulesIn(policy).flatMap(rule => splitPeers(policy, rule, input)),
  },
  {
    id: 'pod-ip-block',
    severity: 'warning',
    title: 'An ipBlock is the address of one pod, which changes with the pod.',
    find: ({ policy }, { cluster }) =>
      peersIn(policy).flatMap(({ peer }) => {
        if (peer.kind === 'pods' || !/\/(32|128)$/.test(peer.cidr)) return [];
        const owners = cluster.owners(peer.cidr.slice(0, peer.cidr.indexOf('/')));
        if (owners.length === 0) return [];
        const message = `this is the address of ${namesOf(owners)}, and the pod gets another one when it is created again. Use a podSelector`;
        return [{ path: `${peer.path}.ipBlock.cidr`, message }];
      }),
  },
];

function rulesIn({ ingress, egress }: NetworkPolicy): Rule[] {
  return [...(ingress ?? []), ...(egress ?? [])];
}

function peersIn(policy: NetworkPolicy): { rule: Rule; peer: Peer }[] {
  return rulesIn(policy).flatMap(rule => (rule.peers === 'any' ? [] : rule.peers.map(peer => ({ rule, peer }))));
}

function emptyPeer({ namespace }: NetworkPolicy, peer: PodPeer, { cluster, impliedNamespaces }: LintInput): Spot[] {
  const names = peerNamespaces(cluster, namespace, peer.namespaces);
  // Without pods in the input, or without the labels of its namespaces, the answer is unknown.
  const isUnknown = peer.namespaces === 'same' ? livePods(cluster, namespace).length === 0 : impliedNamespaces.size > 0;
  const hasPods = !cluster.keys('pod')[Symbol.iterator]().next().done;
  const pods = peerPods(cluster, namespace, peer);
  if (isUnknown || !hasPods || inPodNetwork(pods).length > 0) return [];
  if (pods.length > 0) {
    const message = `it matches only ${namesOf(pods)} of the host network. Selectors never match such pods: use an ipBlock of the node's address`;
    return [{ path: peer.path, message }];
  }
  const message =
    names.length === 0
      ? 'no namespace has these labels, so this peer allows no traffic'
      : 'no pod has these labels, so this peer allows no traffic';
  return [{ path: peer.path, message }];
}

function splitPeers({ namespace }: NetworkPolicy, { peers }: Rule, { cluster }: LintInput): Spot[] {
  if (peers === 'any') return [];
  const known = livePods(cluster, namespace).length > 0;
  return peers.flatMap((second, index): Spot[] => {
    const first = peers[index - 1];
    // In the other order only pods can show that two peers are wrong.
    const pair = first && (ordered(first, second) ?? (known ? ordered(second, first) : undefined));
    if (!pair || inPodNetwork(peerPods(cluster, namespace, pair.ofPods)).length > 0) return [];
    const message =
      `these are two peers: every pod of the selected namespaces, and pods of the namespace ${namespace}. ` +
      'For pods in other namespaces write both selectors in one entry, without a dash before the second';
    return [{ path: second.path, message }];
  });
}

/** A namespaceSelector alone, then a podSelector alone. */
function ordered(first: Peer, second: Peer): { ofPods: PodPeer } | undefined {
  const isNamespaces = first.kind === 'pods' && first.namespaces !== 'same' && !isEverything(first.namespaces) && isEverything(first.pods);
  const isPods = second.kind === 'pods' && second.namespaces === 'same' && !isEverything(second.pods);
  return isNamespaces && isPods ? { ofPods: second } : undefined;
}
