/** Events on a NetworkPolicy that is rejected, and on the end of the rejection. All nodes produce the same Event, so the cluster has it once. */
import { type Issue, isUnsupported } from '../../core/issue.ts';
import type { NetworkPolicy } from '../../core/model.ts';
import { eventNote } from '../../kube/events/event-note.ts';
import type { ObjectEvent, Regarding } from '../../kube/events/events.ts';
import type { Finding } from '../state.ts';

const IN_PART = 'The rest of the policy is enforced on Windows nodes, and the pods it selects stay isolated.';
const CLOSES = 'On Windows nodes the policy isolates the pods it selects and allows no traffic.';
const WHOLE = 'The policy has no effect on Windows nodes. It does not isolate the pods it selects there.';

export type PolicyIdentity = Pick<NetworkPolicy, 'uid' | 'generation'>;

export function rejected(finding: Finding): ObjectEvent {
  const { key, whole, closes, issues } = finding;
  const unsupported = issues.some(isUnsupported);
  const isTooLarge = issues.some(({ code }) => code === 'too-many-entries');
  // The issues of an invalid or too large policy state its effect.
  const consequence = unsupported ? (whole ? WHOLE : closes ? CLOSES : IN_PART) : '';
  return {
    regarding: policyNamed(key, finding.uid),
    type: 'Warning',
    reason: unsupported ? 'UnsupportedOnWindows' : isTooLarge ? 'PolicyTooLarge' : 'InvalidPolicy',
    action: whole ? 'RejectPolicy' : 'RejectItem',
    note: eventNote(issues.map(lineOf), consequence),
    // The version makes a mistake that is fixed and then repeated a new Event.
    occasion: [versionOf(finding), ...issues.map(({ code, path, message }) => [code, path, message].join('\0')).sort()],
  };
}

/** @param policy The current version, which is fully in force. */
export function rejectionEnded(key: string, policy: PolicyIdentity): ObjectEvent {
  return {
    regarding: policyNamed(key, policy.uid),
    type: 'Normal',
    reason: 'RejectionEnded',
    action: 'EnforcePolicy',
    note: 'The policy is now fully enforced on Windows nodes.',
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
