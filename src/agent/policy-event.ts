/** A finding about a NetworkPolicy as the Event that its author sees. */
import type { PolicyEvent } from '../kube/events.ts';
import type { Finding } from './state.ts';

export function policyEvent({ key, uid, whole, issues }: Finding): PolicyEvent {
  const [namespace = '', name = ''] = key.split('/');
  const isUnsupported = issues.some(({ code }) => code.startsWith('unsupported-'));
  return {
    policy: { namespace, name, uid },
    reason: isUnsupported ? 'UnsupportedOnWindows' : 'InvalidPolicy',
    action: whole ? 'RejectPolicy' : 'RejectItem',
    issues,
  };
}
