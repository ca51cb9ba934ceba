/** Events on a Node whose HNS cannot be read or is too old, or whose kube-proxy runs without DSR. */
import { eventNote } from '../../kube/events/event-note.ts';
import type { ObjectEvent, Regarding } from '../../kube/events/events.ts';
import { age } from '../age.ts';

const MEANWHILE = 'Existing ACLs stay in force. Changes of NetworkPolicies are not applied, and new pods are not isolated.';

/** @param since As `now`, milliseconds since the epoch. */
export function hnsUnhealthy(node: string, error: string, since: number, now: number): ObjectEvent {
  return {
    regarding: nodeNamed(node),
    type: 'Warning',
    reason: 'HnsUnhealthy',
    action: 'ReadHns',
    note: eventNote([`HNS could not be read for ${age(now - since)}: ${error}`], MEANWHILE),
    occasion: [String(since)],
  };
}

/** @param since As `now`, milliseconds since the epoch. */
export function hnsHealthy(node: string, since: number, now: number): ObjectEvent {
  return {
    regarding: nodeNamed(node),
    type: 'Normal',
    reason: 'HnsHealthy',
    action: 'ReadHns',
    note: `HNS can be read again after ${age(now - since)}.`,
    occasion: [String(since)],
  };
}

/** @param since Milliseconds since the epoch. */
export function kubeProxyWithoutDsr(node: string, evidence: string, since: number): ObjectEvent {
  return {
    regarding: { ...nodeNamed(node), topic: 'dsr' },
    type: 'Warning',
    reason: 'KubeProxyWithoutDsr',
    action: 'CheckKubeProxy',
    note: eventNote(
      [`kube-proxy runs without DSR: ${evidence}`],
      'NetworkPolicies do not apply to connections through Services. Start kube-proxy with --enable-dsr=true.',
    ),
    occasion: [String(since)],
  };
}

/** @param since As above. */
export function kubeProxyUsesDsr(node: string, since: number): ObjectEvent {
  return {
    regarding: { ...nodeNamed(node), topic: 'dsr' },
    type: 'Normal',
    reason: 'KubeProxyUsesDsr',
    action: 'CheckKubeProxy',
    note: 'kube-proxy uses DSR again. NetworkPolicies apply to connections through Services.',
    occasion: [String(since)],
  };
}

/** @param reason For instance `HNS 7.2 is too old: …`. */
export function hnsUnsupported(node: string, reason: string): ObjectEvent {
  return {
    regarding: nodeNamed(node),
    type: 'Warning',
    reason: 'HnsUnsupported',
    action: 'ReadHns',
    note: eventNote([reason], 'hns-policy-agent writes no ACLs. NetworkPolicies are not enforced for the pods of this node.'),
    occasion: [reason],
  };
}

/** @param reason Of the Event before. */
export function hnsSupported(node: string, reason: string): ObjectEvent {
  return {
    regarding: nodeNamed(node),
    type: 'Normal',
    reason: 'HnsSupported',
    action: 'ReadHns',
    note: 'Windows and HNS are supported now.',
    occasion: [reason],
  };
}

/** Uses the name as uid like the kubelet, because `kubectl describe node` searches for that (k/k pkg/kubelet, describe.go). */
export function nodeNamed(name: string): Regarding {
  return { apiVersion: 'v1', kind: 'Node', name, uid: name };
}
