/** Events on a Pod whose ACLs have been out of sync for a while, and on its recovery. */
import type { Pod } from '../../core/model.ts';
import { eventNote } from '../../kube/events/event-note.ts';
import type { ObjectEvent, Regarding } from '../../kube/events/events.ts';
import { age } from '../age.ts';
import { attempts, type Outcome } from '../enforcement/outcome.ts';

export interface PodTrouble {
  readonly pod: Pod;
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** The last outcome of its endpoint. Absent: it has an address but no endpoint. */
  readonly outcome?: Outcome;
}

/** @param now Milliseconds since the epoch. */
export function aclsNotApplied({ pod, since, outcome }: PodTrouble, now: number): ObjectEvent {
  const lasts = age(now - since);
  const [first, effect] = outcome ? ofEndpoint(outcome, lasts) : ofNone(pod, lasts);
  return {
    regarding: podNamed(pod),
    type: 'Warning',
    reason: outcome ? 'AclsNotApplied' : 'NoEndpoint',
    action: outcome ? 'UpdateEndpoint' : 'FindEndpoint',
    note: eventNote([first], effect),
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
    note: `The pod's ACLs are in sync with NetworkPolicies after ${age(now - since)} out of sync.`,
    occasion: [String(since)],
  };
}

export function podNamed({ namespace, name, uid }: Pod): Regarding {
  return { apiVersion: 'v1', kind: 'Pod', namespace, name, uid };
}

function ofEndpoint(outcome: Outcome, lasts: string): [first: string, effect: string] {
  const { endpoint, error, acls, closed } = outcome;
  const { found } = acls;
  const tries = attempts(outcome);
  const why = error ? `${error.message}${tries > 1 ? ` (${tries} attempts)` : ''}` : 'the Update has not completed yet';
  return [
    `HNS endpoint ${endpoint} has been out of sync with NetworkPolicies for ${lasts}: ${why}`,
    closed === 'rejected'
      ? 'The pod is closed in the directions that NetworkPolicies isolate.'
      : found === 0
        ? 'No NetworkPolicy is enforced for the pod: the endpoint has no ACL of hns-policy-agent.'
        : `The previous ACLs stay in force: ${found} of hns-policy-agent.`,
  ];
}

function ofNone({ addresses, node }: Pod, lasts: string): [first: string, effect: string] {
  return [
    `Node ${node} has had no HNS endpoint with the pod's address (${addresses.join(', ')}) on a selected network for ${lasts}.`,
    'No NetworkPolicy is enforced for the pod.',
  ];
}
