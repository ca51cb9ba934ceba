import type { DirectionPolicy, PodPolicy } from '../../core/pod-policy.ts';
import { enforceable } from '../../hns/acl/enforceable.ts';
import { type LowerOptions, lower } from '../../hns/acl/lower.ts';
import { USUAL } from '../../hns/acl/priority.ts';

/** The part of the policy that the ACLs enforce. A direction that needs more than `maxAcls` is closed. */
export function enforcedPolicy(policy: PodPolicy, options: LowerOptions): PodPolicy {
  const { value: acls } = lower(policy, options);
  const isGranted = (direction: 'In' | 'Out'): boolean =>
    acls.some(({ Settings }) => Settings.Direction === direction && Settings.Priority === USUAL.granted);
  const closed = (side: DirectionPolicy, direction: 'In' | 'Out'): DirectionPolicy =>
    side === 'open' || isGranted(direction) ? side : { ...side, grants: [] };
  return enforceable({ ...policy, ingress: closed(policy.ingress, 'In'), egress: closed(policy.egress, 'Out') }, options.ipv6);
}
