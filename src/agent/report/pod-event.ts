/** What `kubectl describe pod` says of a pod whose ACLs could not be applied for a while, and when they are. */
import type { Pod } from '../../core/model.ts';
import { eventNote } from '../../kube/events/event-note.ts';
import type { ObjectEvent, Regarding } from '../../kube/events/events.ts';
import { age } from '../age.ts';
import { attempts, type Outcome } from '../enforcement/outcome.ts';

export interface PodTrouble {
  readonly pod: Pod;
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** The last of its endpoint; absent: it has an address and no endpoint. */
  readonly outcome?: Outcome;
}

/** @param now Milliseconds since the epoch. */
export function aclsNotApplied({ pod, since, outcome }: PodTrouble, now: number): ObjectEvent {
  const lasts = age(now - since);
  const [first, meanwhile] = outcome ? ofEndpoint(outcome, lasts) : ofNone(pod, lasts);
  return {
    regarding: podNamed(pod),
    type: 'Warning',
    reason: outcome ? 'AclsNotApplied' : 'NoEndpoint',
    action: outcome ? 'UpdateEndpoint' : 'FindEndpoint',
    note: eventNote([first], meanwhile),
    occasion: [String(since)],
  };
}

/** @param now Milliseconds since the epoch. */
export function aclsApplied({ pod, since }: PodTrouble, now: number): ObjectEvent {
  return {
    regarding: podNamed(pod),
    type: 'Normal',
    reason: 'AclsApplied',
    action: 'UpdateEndpoint',
    note: `The ACLs that NetworkPolicies demand for the pod are in force, after ${age(now - since)} in which they could not be applied.`,
    occasion: [String(since)],
  };
}

export function podNamed({ namespace, name, uid }: Pod): Regarding {
  return { apiVersion: 'v1', kind: 'Pod', namespace, name, uid };
}

function ofEndpoint(outcome: Outcome, lasts: string): [first: string, meanwhile: string] {
  const { endpoint, error, acls } = outcome;
  const { found } = acls;
  const tries = attempts(outcome);
  const why = error ? `${error.message}${tries > 1 ? ` (${tries} attempts)` : ''}` : 'HNS has not answered the Update yet';
  return [
    `For ${lasts} HNS endpoint ${endpoint} has not been what NetworkPolicies demand: ${why}`,
    found === 0
      ? 'Meanwhile none of them is in force for the pod: no ACL of hns-policy-agent is on the endpoint.'
      : `Meanwhile what the endpoint held before stays in force: ${found} ${found === 1 ? 'ACL' : 'ACLs'} of hns-policy-agent.`,
  ];
}

function ofNone({ addresses, node }: Pod, lasts: string): [first: string, meanwhile: string] {
  return [
    `For ${lasts} no HNS endpoint of node ${node} that could be a pod's has had the pod's address (${addresses.join(', ')}).`,
    'Meanwhile no NetworkPolicy is in force for the pod.',
  ];
}
