/** The rules that come closest to a blocked flow, and the entries that would have allowed it without a rejection. */
import type { Cluster } from '../../core/cluster.ts';
import type { Issue } from '../../core/issue.ts';
import type { NetworkPolicy, Peer, Port, Rule } from '../../core/model.ts';
import type { Rejection } from '../../core/reject.ts';
import type { FlowHalf } from './flow-half.ts';
import { type Match, type Missing, matchPeers, matchPorts, weightOf } from './missing.ts';

export interface NearRule {
  readonly policy: NetworkPolicy;
  readonly rule: Rule;
  readonly missing: readonly Missing[];
  /** Rejections of the entries that match. */
  readonly rejected: readonly Issue[];
  readonly needsPeer: boolean;
  readonly needsPort: boolean;
}

/**
 * @param policies Those that select the pod, as they are written.
 * @param reject Rejects the parts of a policy that the backend lacks.
 * @returns Nearest first, equal ones in the order of the policies. A rule without missing parts matches, although the flow is blocked.
 */
export function nearRules(
  cluster: Cluster,
  policies: readonly NetworkPolicy[],
  half: FlowHalf,
  reject: (policy: NetworkPolicy) => Rejection,
): NearRule[] {
  const near = policies.flatMap(policy => {
    const rejection = reject(policy);
    const own = (policy[half.direction] ?? []).map(rule => judge(cluster, policy, rule, half, rejection));
    const other = (policy[half.direction === 'ingress' ? 'egress' : 'ingress'] ?? [])
      .map(rule => judge(cluster, policy, rule, half, rejection))
      .filter(({ missing, rule }) => missing.length === 0 && rule.peers !== 'any');
    return [...own, ...other.map(found => ({ ...found, missing: [otherDirection(half)] }))];
  });
  return near.sort((a, b) => weightOf(a.missing) - weightOf(b.missing));
}

function judge(cluster: Cluster, policy: NetworkPolicy, rule: Rule, half: FlowHalf, rejection: Rejection): NearRule {
  const peers = matchPeers(cluster, policy.namespace, rule, half);
  const ports = matchPorts(rule, half);
  const needs = { needsPeer: peers.missing.length > 0, needsPort: ports.missing.length > 0 };
  const rejected = rejectedEntries(rejection, peers, ports);
  const missing = [...peers.missing, ...ports.missing];
  if (missing.length > 0) return { policy, rule, missing, rejected: [], ...needs };
  return { policy, rule, missing: rejected.length > 0 ? [REJECTED] : [], rejected, ...needs };
}

const REJECTED: Missing = { kind: 'rejected', message: 'the entry that matches is rejected' };

function otherDirection({ direction }: FlowHalf): Missing {
  const other = direction === 'ingress' ? 'egress' : 'ingress';
  return { kind: 'direction', message: `it is a rule for ${other}, and this half needs one for ${direction}` };
}

/** A rejected podSelector, or the rejection of the whole policy, affects every entry. */
function rejectedEntries({ issues, closes, value }: Rejection, peers: Match<Peer>, ports: Match<Port>): Issue[] {
  if (value === undefined) return [...issues];
  const ofSelector = closes ? issues.filter(({ path }) => path.startsWith('spec.podSelector')) : [];
  return [...ofSelector, ...under(issues, peers), ...under(issues, ports)];
}

function under(issues: readonly Issue[], { matching }: Match<Peer | Port>): Issue[] {
  if (matching === 'any') return [];
  return issues.filter(({ path }) => matching.some(entry => path.startsWith(`${entry.path}.`)));
}
