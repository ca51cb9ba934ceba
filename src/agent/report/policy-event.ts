/** Events on a NetworkPolicy that is rejected, and on the end of the rejection. All nodes produce the same Event, so the cluster has it once. */
import { type Issue, isUnsupported } from '../../core/issue.ts';
import { isListed } from '../../core/issue-list.ts';
import type { NetworkPolicy } from '../../core/model.ts';
import { eventNote } from '../../kube/events/event-note.ts';
import type { ObjectEvent, Regarding } from '../../kube/events/events.ts';
import type { Finding } from '../state.ts';
import { type NotEnforcing, reasonOf } from './not-enforcing.ts';

const IN_PART = 'The rest of the policy is enforced on Windows nodes, and the pods it selects stay isolated.';
const CLOSES = 'On Windows nodes the policy isolates the pods it selects and allows no traffic.';
const WHOLE = 'The policy has no effect on Windows nodes. It does not isolate the pods it selects there.';

export type PolicyIdentity = Pick<NetworkPolicy, 'uid' | 'generation'>;

/**
 * @param notEnforcing Undefined: the agent enforces policies.
 * @param advised The issues for people. The identity of the Event does not depend on their messages.
 */
export function rejected(finding: Finding, notEnforcing?: NotEnforcing, advised = finding.issues): ObjectEvent {
  const { key, whole, closes, issues } = finding;
  const unsupported = issues.some(isUnsupported);
  const isTooLarge = issues.some(({ code }) => code === 'too-many-entries');
  // The issues of an invalid or too large policy state its effect.
  const consequence = unsupported ? (whole ? WHOLE : closes ? CLOSES : IN_PART) : '';
  const unlisted = issues.reduce((sum, issue) => sum + (issue.unlisted ?? 0), 0);
  return {
    regarding: policyNamed(key, finding.uid),
    type: 'Warning',
    reason: unsupported ? 'UnsupportedOnWindows' : isTooLarge ? 'PolicyTooLarge' : 'InvalidPolicy',
    action: whole ? 'RejectPolicy' : 'RejectItem',
    note: eventNote(advised.filter(isListed).map(lineOf), notEnforcing ? reasonOf(notEnforcing) : consequence, unlisted),
    // The version makes a mistake that is fixed and then repeated a new Event.
    occasion: [
      versionOf(finding),
      ...(notEnforcing ? [notEnforcing] : []),
      ...issues.map(({ code, path, message }) => [code, path, message].join('\0')).sort(),
    ],
  };
}

/** @param policy The current version, of which no part is rejected. */
export function rejectionEnded(key: string, policy: PolicyIdentity): ObjectEvent {
  return {
    regarding: policyNamed(key, policy.uid),
    type: 'Normal',
    reason: 'RejectionEnded',
    action: 'AcceptPolicy',
    // True in every mode, and for an endpoint that is still out of sync.
    note: 'hns-policy-agent no longer rejects any part of the policy.',
    occasion: [versionOf(policy)],
  };
}

export function policyNamed(key: string, uid: string): Regarding {
  const [namespace = '', name = ''] = key.split('/');
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', namespace, name, uid };
}

function lineOf({ path, message }: Issue): string {
  return path === '' ? message : `${path}: ${message}`;
}

function versionOf({ generation }: PolicyIdentity): string {
  return generation === undefined ? '' : String(generation);
}
