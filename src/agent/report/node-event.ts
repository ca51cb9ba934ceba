/** What `kubectl describe node` says of a node whose HNS cannot be read. */
import { eventNote } from '../../kube/events/event-note.ts';
import type { ObjectEvent, Regarding } from '../../kube/events/events.ts';
import { age } from '../age.ts';

const MEANWHILE = 'Meanwhile what HNS holds stays in force, no change of NetworkPolicies comes into force, and new pods are not isolated.';

/** @param since As `now`, milliseconds since the epoch. */
export function hnsUnhealthy(node: string, error: string, since: number, now: number): ObjectEvent {
  return {
    regarding: nodeNamed(node),
    type: 'Warning',
    reason: 'HnsUnhealthy',
    action: 'ReadHns',
    note: eventNote([`For ${age(now - since)} HNS could not be read: ${error}`], MEANWHILE),
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
    note: `HNS can be read again, after ${age(now - since)}.`,
    occasion: [String(since)],
  };
}

/** As the kubelet names it in its Events: the uid is the name, and `kubectl describe node` looks for that (k/k pkg/kubelet, describe.go). */
function nodeNamed(name: string): Regarding {
  return { apiVersion: 'v1', kind: 'Node', name, uid: name };
}
