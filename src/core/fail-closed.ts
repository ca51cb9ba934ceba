/**
 * The rules of a ClusterNetworkPolicy that cannot be read or enforced as they are written. The API demands that such a rule fails closed: an
 * Accept rule matches nothing, and a Deny or Pass rule denies everything.
 */
import type { ClusterPolicy, TierRule } from './model.ts';

/** Undefined: the rule matches nothing. */
export function failClosed({ path, action }: Pick<TierRule, 'path' | 'action'>): TierRule | undefined {
  return action === 'Accept' ? undefined : { path, action: 'Deny', peers: 'any', ports: 'any' };
}

export const FAILS_CLOSED =
  'the rule fails closed: an Accept rule matches nothing, and a Deny or Pass rule denies all traffic of its direction';

/** For pods that the subject may not select. Only restrictions remain: Accept rules are left out, and Pass rules deny. */
export function restricting<P extends Pick<ClusterPolicy, 'ingress' | 'egress'>>(policy: P): P {
  const restrict = (rules: readonly TierRule[]): TierRule[] =>
    rules.filter(({ action }) => action !== 'Accept').map(rule => ({ ...rule, action: 'Deny' }));
  return { ...policy, ingress: restrict(policy.ingress), egress: restrict(policy.egress) };
}

/** For a policy that exceeds a bound. */
export function closedPolicy(policy: ClusterPolicy): ClusterPolicy {
  const close = (rules: readonly TierRule[]) => rules.flatMap(rule => failClosed(rule) ?? []);
  return { ...policy, ingress: close(policy.ingress), egress: close(policy.egress) };
}
