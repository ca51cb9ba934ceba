/** A verdict as text: one line for egress of the source, one for ingress to the destination. */
import { ID_PREFIX } from '../../hns/document/owner.ts';
import type { ConnectResponse, DecidedHalf } from './connect-protocol.ts';

/** For instance `demo/client (10.224.1.5)`. */
export interface Ends {
  readonly from: string;
  readonly to: string;
}

/** @param verdict From the core, or from a running demo, which adds the deciding ACLs. */
export function explain(verdict: ConnectResponse, { from, to }: Ends): string[] {
  return [
    `egress  of ${from}: ${decision(verdict.egress, 'egress', from, to)}`,
    `ingress to ${to}: ${decision(verdict.ingress, 'ingress', to, from)}`,
  ];
}

function decision(half: DecidedHalf, direction: 'egress' | 'ingress', subject: string, peer: string): string {
  const { acl, allowed } = half;
  const by =
    acl &&
    ` [ACL ${[acl.Id, acl.Action, acl.Direction, acl.Priority !== undefined && `priority ${acl.Priority}`].filter(Boolean).join(' ')}]`;
  const reason = `${because(half, direction, subject, peer)}${afterPasses(half)}`;
  const decides = half.reason === 'no-pod' || allowed === !DENYING.has(half.reason) ? reason : `although ${reason}${otherwise(acl)}`;
  return `${allowed ? 'allowed' : 'blocked'}, ${decides}${by ?? ''}`;
}

const DENYING: ReadonlySet<DecidedHalf['reason']> = new Set(['not-granted', 'disputed', 'denied']);

/** HNS decides otherwise than the policies. */
function otherwise(acl: DecidedHalf['acl']): string {
  if (!acl) return '';
  return `: ${acl.Id?.startsWith(ID_PREFIX) ? 'an ACL of the agent decides, so the endpoint is out of sync' : 'a foreign ACL decides'}`;
}

function afterPasses({ passes = [] }: DecidedHalf): string {
  if (passes.length === 0) return '';
  return `, after ${passes.map(({ tier, policy, path }) => `${policy} ${path} passed it on (${tier} tier)`).join(' and ')}`;
}

function because(half: DecidedHalf, direction: string, subject: string, peer: string): string {
  switch (half.reason) {
    case 'no-pod':
      return `no policy is enforced for ${subject}`;
    case 'not-isolated':
      return `no policy isolates the pod for ${direction}`;
    case 'own-pod':
      return 'a pod can always reach itself';
    case 'own-node':
      return `${peer} is the pod's own node, which can always reach it`;
    case 'granted':
      return `${half.policy} ${half.path} allows it`;
    case 'not-granted':
      return `no rule of ${(half.policies ?? []).join(', ')} allows it`;
    case 'accepted':
      return `${half.policy} ${half.path} accepts it (${half.tier} tier)`;
    case 'denied':
      return `${half.policy} ${half.path} denies it (${half.tier} tier)`;
    case 'disputed':
      return 'several pods of one node claim this address, so the endpoint is closed';
  }
}
