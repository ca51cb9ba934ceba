/**
 * Lowers a pod's policy to the ACLs of its endpoint. The rules are in docs/decisions/0007 to docs/decisions/0009, and each is based on a field
 * report (docs/reference/calico-windows.md §8). IPv6 is lowered by option. All other traffic matches only the catch-all ACL, which blocks.
 */
import { hasIpv6 } from '../../core/address.ts';
import type { Issue, Result } from '../../core/issue.ts';
import { keyOf, type Pod } from '../../core/model.ts';
import type { Isolated, PodPolicy } from '../../core/pod-policy.ts';
import type { AclPolicy } from '../document/acl-schema.ts';
import { closedDirection, isolatedDirection, type LowerOptions, MAX_ACLS, openDirection, type Place, prepareGrants } from './direction.ts';
import { assertOrdered } from './priority.ts';

export type { LowerOptions, Place } from './direction.ts';

const DIRECTIONS = [
  { name: 'ingress', direction: 'In' },
  { name: 'egress', direction: 'Out' },
] as const;

/**
 * A pod that no policy isolates gets no ACL. If a pod needs more than `maxAcls`, the isolated direction that needs more of them is closed, and
 * the other one too if that is not enough. A closed direction has no grants and an issue `too-many-acls`.
 */
export function lower(policy: PodPolicy, options: LowerOptions = {}): Result<readonly AclPolicy[]> {
  if (policy.ingress === 'open' && policy.egress === 'open') return { value: [], issues: [] };
  const { maxAcls = MAX_ACLS } = options;
  const issues = options.ipv6 ? [] : ipv6Issues(policy.pod);
  const lists = DIRECTIONS.map(({ name, direction }) => {
    const side = policy[name];
    const acls = side === 'open' ? openDirection(direction, options) : isolatedDirection(direction, policy, side.grants, options);
    return { name, direction, side, acls, size: acls?.length ?? Number.POSITIVE_INFINITY };
  });
  for (const list of lists.toSorted((a, b) => b.size - a.size)) {
    if (list.side === 'open' || lists.reduce((sum, { size }) => sum + size, 0) <= maxAcls) continue;
    list.acls = closedDirection(list.direction, policy, options);
    list.size = list.acls.length;
    issues.push(tooMany(policy.pod, list.name, list.side, maxAcls));
  }
  const value = lists.flatMap(({ acls }) => acls!);
  assertOrdered(value);
  return { value, issues };
}

/** Does the slow part of `lower` in steps. `lower` with the same options then has little left to do. */
export function* lowerSteps({ pod, ingress, egress }: PodPolicy, options: LowerOptions): Generator<void> {
  for (const side of [ingress, egress]) if (side !== 'open') yield* prepareGrants(pod, side.grants, options);
}

/**
 * The ACLs for a pod whose policies cannot be compiled or lowered. They do not depend on policies. A closed direction allows traffic from the
 * pod's own node and the pod itself, as far as they are known, and blocks the rest. Other directions are open, as in `lower`. If no direction
 * is closed, there are no ACLs.
 */
export function closedAcls(place: Place, closed: Readonly<Record<'ingress' | 'egress', boolean>>, options: LowerOptions = {}): AclPolicy[] {
  if (!closed.ingress && !closed.egress) return [];
  return DIRECTIONS.flatMap(({ name, direction }) =>
    closed[name] ? closedDirection(direction, place, options) : openDirection(direction, options),
  );
}

/** Allows all traffic in both directions, for an endpoint that must have at least one ACL. */
export function allowAll(options: LowerOptions): readonly AclPolicy[] {
  return DIRECTIONS.flatMap(({ direction }) => openDirection(direction, options));
}

function ipv6Issues(pod: Pod): Issue[] {
  if (!hasIpv6(pod.addresses)) return [];
  const message =
    'the pod has an IPv6 address, but Windows enforces rules for IPv4 only: where the pod is isolated, its IPv6 traffic is blocked unless a rule allows any peer. Set translate: ipv6';
  return [{ severity: 'warning', code: 'unsupported-ipv6', pod: keyOf(pod), path: 'status.podIPs', message }];
}

/** Maximum number of policies named in one message, because anyone may create many. */
const MAX_NAMED = 5;

function tooMany(pod: Pod, name: 'ingress' | 'egress', { policies }: Isolated, max: number): Issue {
  const more = policies.length > MAX_NAMED ? ` and ${policies.length - MAX_NAMED} more` : '';
  const named = `${policies.slice(0, MAX_NAMED).join(', ')}${more}`;
  const message = `the ${name} rules of ${named} need more ACLs than the ${max} that this pod's endpoint may have. They allow no traffic, and the pod is closed for ${name}`;
  return { severity: 'error', code: 'too-many-acls', pod: keyOf(pod), path: 'status.podIPs', message };
}
