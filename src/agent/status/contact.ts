import { contactLostSince, type KindHealth } from '../../kube/watch/kind-health.ts';
import type { EnforcerStatus } from '../enforcer-status.ts';

/** The status of the enforcement, `disconnected` instead of `healthy` while the API server cannot be watched. */
export function withContact<T extends EnforcerStatus>(status: T, watches: readonly KindHealth[]): T {
  const lost = contactLostSince(watches);
  if (lost === undefined || status.state !== 'healthy') return status;
  return { ...status, state: 'disconnected', stateSince: Math.max(lost, status.stateSince) };
}
