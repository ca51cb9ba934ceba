/** Rules for traffic that a policy allows or denies by mistake. */
import { addressSet } from '../../core/address.ts';
import type { Cluster } from '../../core/cluster.ts';
import { isSubset } from '../../core/interval.ts';
import { keyOf, type NetworkPolicy, type Peer, type Pod, type Port, type Rule } from '../../core/model.ts';
import { matches, selectorKey } from '../../core/selector.ts';
import { NAMESPACE_NAME_LABEL } from '../../kube/read/namespace.ts';
import type { LintInput, LintRule, Spot } from './rule.ts';
import { inPodNetwork, isEverything, namesOf, peerPods, selectedBy } from './selected.ts';

export const TRAFFIC_RULES: readonly LintRule[] = [
  {
    id: 'unknown-port-name',
    severity: 'warning',
    title: 'No pod declares a port with this name.',
    find: ({ policy }, { cluster }) => [
      ...(policy.ingress ?? []).flatMap(rule => unknownNames(rule, () => selectedBy(cluster, policy), 'selected pod')),
      ...(policy.egress ?? []).flatMap(rule => unknownNames(rule, () => destinations(cluster, policy, rule), 'pod among the peers')),
    ],
  },
  {
    id: 'egress-without-dns',
    severity: 'warning',
    title: 'A policy restricts egress, and no policy allows its pods DNS.',
    find: ({ policy }, input) => {
      if (!policy.egress || policy.egress.length === 0) return [];
      const subjects = inPodNetwork(selectedBy(input.cluster, policy));
      const deaf = subjects.filter(pod => !othersFor(pod, input).some(other => allowsDns(other, input)));
      const hasDns = subjects.length > 0 ? deaf.length === 0 : covering(policy, input).some(other => allowsDns(other, input));
      if (hasDns) return [];
      const who = deaf.length > 0 ? namesOf(deaf) : 'its pods';
      return [{ path: 'spec.egress', message: `no policy allows ${who} UDP 53, so names cannot be resolved` }];
    },
  },
  {
    id: 'void-policy',
    severity: 'warning',
    title: 'Another policy allows everything that this one denies.',
    find: ({ policy }, input) => {
      const directions = (['ingress', 'egress'] as const).filter(direction => policy[direction] !== undefined);
      const openers = directions.map(direction => {
        const isOpen = policy[direction]!.some(isOpenRule);
        return isOpen ? undefined : covering(policy, input).find(other => other !== policy && other[direction]?.some(isOpenRule));
      });
      if (directions.length === 0 || openers.includes(undefined)) return [];
      const names = [...new Set(openers.map(other => keyOf(other!)))].join(', ');
      return [{ path: 'spec', message: `${names} allows everything for its pods, so this policy has no effect` }];
    },
  },
];

function isOpenRule({ peers, ports }: Rule): boolean {
  return peers === 'any' && ports === 'any';
}

/** The policies that select every pod of this policy, itself included. */
function covering(policy: NetworkPolicy, { cluster }: LintInput): NetworkPolicy[] {
  const subjects = new Set(selectedBy(cluster, policy));
  return ofNamespace(cluster, policy.namespace).filter(other => {
    if (isEverything(other.podSelector) || selectorKey(other.podSelector) === selectorKey(policy.podSelector)) return true;
    return subjects.size > 0 && [...subjects].every(pod => matches(other.podSelector, pod.labels));
  });
}

function othersFor({ namespace, labels }: Pod, { cluster }: LintInput): NetworkPolicy[] {
  return ofNamespace(cluster, namespace).filter(({ podSelector }) => matches(podSelector, labels));
}

function ofNamespace(cluster: Cluster, namespace: string): NetworkPolicy[] {
  const policies = [...cluster.values('policy')].filter(policy => policy.namespace === namespace);
  return policies.sort((a, b) => (a.name < b.name ? -1 : 1));
}

const DNS = 53;
/** Blocks of this many addresses or more may contain a DNS server. */
const WIDE_PREFIX = 16;

function allowsDns({ namespace, egress }: NetworkPolicy, { cluster }: LintInput): boolean {
  return (egress ?? []).some(({ ports, peers }) => {
    const named = ports !== 'any' && ports.some(isDnsPort);
    if (ports !== 'any' && !named) return false;
    return peers === 'any' || peers.some(peer => named || mayBeDns(cluster, namespace, peer));
  });
}

function isDnsPort({ protocol, port }: Port): boolean {
  if (protocol !== 'UDP') return false;
  return port === 'any' || 'name' in port || (port[0] <= DNS && DNS <= port[1]);
}

/** A peer on every port. The DNS pods may not be in the input. */
function mayBeDns(cluster: Cluster, policyNamespace: string, peer: Peer): boolean {
  if (peer.kind === 'ipBlock') return Number(peer.cidr.split('/')[1]) <= WIDE_PREFIX && isSubset(addressSet([peer.cidr]).v6, []);
  if (peer.namespaces === 'same') return policyNamespace === 'kube-system';
  const labels = { ...cluster.get('namespace', 'kube-system')?.labels, [NAMESPACE_NAME_LABEL]: 'kube-system' };
  return matches(peer.namespaces, labels) && (isEverything(peer.pods) || matches(peer.pods, { 'k8s-app': 'kube-dns' }));
}

function destinations(cluster: Cluster, { namespace }: NetworkPolicy, { peers }: Rule): Pod[] {
  if (peers === 'any') return [...cluster.values('pod')];
  return peers.flatMap(peer => (peer.kind === 'pods' ? peerPods(cluster, namespace, peer) : []));
}

/** @param find Finds the pods that may be the destination. Without any the answer is unknown. */
function unknownNames({ ports }: Rule, find: () => Pod[], who: string): Spot[] {
  const named = ports === 'any' ? [] : ports.filter(({ port }) => typeof port === 'object' && 'name' in port);
  const pods = named.length > 0 ? inPodNetwork(find()) : [];
  if (pods.length === 0) return [];
  return named.flatMap(({ path, port, protocol }): Spot[] => {
    const { name } = port as { readonly name: string };
    const isKnown = pods.some(pod => pod.ports.some(declared => declared.name === name && declared.protocol === protocol));
    return isKnown ? [] : [{ path: `${path}.port`, message: `no ${who} declares a ${protocol} port with the name ${name}` }];
  });
}
