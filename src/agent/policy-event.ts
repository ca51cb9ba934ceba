/** A finding about a NetworkPolicy as the Event that its author sees. */
import type { PolicyEvent } from '../kube/events.ts';
import type { Finding } from './state.ts';

const IN_PART = 'The rest of the policy is in force on Windows nodes, and the pods it selects stay isolated.';
const WHOLE = 'The policy has no effect on Windows nodes: the pods it selects are as open there as if it did not exist.';

export function policyEvent({ key, uid, whole, issues }: Finding): PolicyEvent {
  const [namespace = '', name = ''] = key.split('/');
  const isUnsupported = issues.some(({ code }) => code.startsWith('unsupported-'));
  return {
    policy: { namespace, name, uid },
    reason: isUnsupported ? 'UnsupportedOnWindows' : 'InvalidPolicy',
    action: whole ? 'RejectPolicy' : 'RejectItem',
    issues,
    // What cannot be read may leave an earlier version in force.
    ...(isUnsupported && { consequence: whole ? WHOLE : IN_PART }),
  };
}
