/** What its author sees of a NetworkPolicy: that it is rejected, and that it is no longer. Once in the cluster, however many nodes say so. */
import { type Issue, isUnsupported } from '../../core/issue.ts';
import type { NetworkPolicy } from '../../core/model.ts';
import { eventNote } from '../../kube/events/event-note.ts';
import type { ObjectEvent, Regarding } from '../../kube/events/events.ts';
import type { Finding } from '../state.ts';

const IN_PART = 'The rest of the policy is in force on Windows nodes, and the pods it selects stay isolated.';
const CLOSES = 'On Windows nodes the policy isolates the pods it selects and allows them nothing.';
const WHOLE = 'The policy has no effect on Windows nodes: the pods it selects are as open there as if it did not exist.';

export type PolicyIdentity = Pick<NetworkPolicy, 'uid' | 'generation'>;

export function rejected(finding: Finding): ObjectEvent {
  const { key, whole, closes, issues } = finding;
  const unsupported = issues.some(isUnsupported);
  // The reasons of an invalid policy name their effect.
  const consequence = unsupported ? (whole ? WHOLE : closes ? CLOSES : IN_PART) : '';
  return {
    regarding: policyNamed(key, finding.uid),
    type: 'Warning',
    reason: unsupported ? 'UnsupportedOnWindows' : 'InvalidPolicy',
    action: whole ? 'RejectPolicy' : 'RejectItem',
    note: eventNote(issues.map(lineOf), consequence),
    // The version too: a mistake that was put right and is made again is another Event, as the end in between is.
    occasion: [versionOf(finding), ...issues.map(({ code, path, message }) => [code, path, message].join('\0')).sort()],
  };
}

/** @param policy As it is now, wholly in force. */
export function rejectionEnded(key: string, policy: PolicyIdentity): ObjectEvent {
  return {
    regarding: policyNamed(key, policy.uid),
    type: 'Normal',
    reason: 'RejectionEnded',
    action: 'EnforcePolicy',
    note: 'No part of the policy is rejected on Windows nodes any more: all of it is enforced there.',
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
