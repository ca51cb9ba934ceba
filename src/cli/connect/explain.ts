/** An explanation as text: one line for each half, and indented lines with the reasons. */
import { ID_PREFIX } from '../../hns/document/owner.ts';
import { endText } from './end-text.ts';
import type { ExplainedHalf, Explanation, RejectedItem } from './explanation-schema.ts';
import type { Direction } from './flow-half.ts';

/** Lines without line ends. */
export function explain({ egress, ingress }: Explanation): string[] {
  const [from = '', to = ''] = [egress, ingress].map(({ pods, address, engine: { system } }) => endText(pods, address, system));
  return [
    `egress  of ${from}: ${decision(egress, 'egress', to)}`,
    ...reasons(egress),
    `ingress to ${to}: ${decision(ingress, 'ingress', from)}`,
    ...reasons(ingress),
  ];
}

function decision(half: ExplainedHalf, direction: Direction, peer: string): string {
  const { acl, allowed } = half;
  const by =
    acl &&
    ` [ACL ${[acl.Id, acl.Action, acl.Direction, acl.Priority !== undefined && `priority ${acl.Priority}`].filter(Boolean).join(' ')}]`;
  const reason = `${because(half, direction, peer)}${afterPasses(half)}`;
  const decides = half.reason === 'no-pod' || allowed === !DENYING.has(half.reason) ? reason : `although ${reason}${otherwise(acl)}`;
  return `${allowed ? 'allowed' : 'blocked'}, ${decides}${by ?? ''}`;
}

const DENYING: ReadonlySet<ExplainedHalf['reason']> = new Set(['not-granted', 'disputed', 'denied']);

/** HNS decides otherwise than the policies. */
function otherwise(acl: ExplainedHalf['acl']): string {
  if (!acl) return '';
  return `: ${acl.Id?.startsWith(ID_PREFIX) ? 'an ACL of the agent decides, so the endpoint is out of sync' : 'a foreign ACL decides'}`;
}

function afterPasses({ passes = [] }: ExplainedHalf): string {
  if (passes.length === 0) return '';
  return `, after ${passes.map(({ tier, policy, path }) => `${policy} ${path} passed it on (${tier} tier)`).join(' and ')}`;
}

function because(half: ExplainedHalf, direction: Direction, peer: string): string {
  switch (half.reason) {
    case 'no-pod':
      return `no policy is enforced for ${half.pods.join(' or ') || half.address}`;
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

function reasons(half: ExplainedHalf): string[] {
  const { nearest, suggestions } = half;
  return [
    ...engine(half),
    ...selection(half),
    ...nearest.map(
      ({ policy, path, missing }) => `nearest rule: ${policy} ${path}: ${missing.map(({ message }) => message).join(', and ')}`,
    ),
    ...rejections(half),
    ...suggestions.map(({ text }) => text),
    ...(half.noSuggestion === undefined ? [] : [`No suggestion: ${half.noSuggestion}.`]),
  ].map(line => `  ${line}`);
}

function engine({ pods, reason, engine: { name, node, system } }: ExplainedHalf): string[] {
  const place = node === undefined ? '' : ` ${node}`;
  if (name === 'none') return pods.length === 0 ? [] : [`the pod uses the host network of node${place}, where no policy applies`];
  if (name === 'other' && reason === 'no-pod') return [`the ${system} node${place} has no HNS. Its own engine is not asked`];
  if (name === 'other') return [`enforced by the engine of the ${system} node${place}`];
  return [`enforced by hns-policy-agent${node === undefined ? '' : ` on node${place}`}`];
}

function selection({ selectedBy, engine: { name } }: ExplainedHalf): string[] {
  if (selectedBy.length === 0) return [];
  return [`selected by ${selectedBy.join(', ')}${name === 'none' ? ', without effect' : ''}`];
}

/** Rejected items that do not decide the connection and are listed. */
const MAX_OTHERS = 1;

/** Each rejected policy has at least one line. */
function rejections({ rejected }: ExplainedHalf): string[] {
  const line = ({ policy, path, message }: RejectedItem): string => `rejected: ${[policy, path, message].filter(Boolean).join(': ')}`;
  const others = rejected.filter(({ wouldAllow }) => !wouldAllow);
  const byPolicy = Map.groupBy(others, ({ policy }) => policy);
  return [
    ...rejected.filter(({ wouldAllow }) => wouldAllow).map(line),
    ...[...byPolicy].flatMap(([policy, items]) => [
      ...items.slice(0, MAX_OTHERS).map(line),
      ...(items.length > MAX_OTHERS ? [`rejected: ${policy}: and ${items.length - MAX_OTHERS} more`] : []),
    ]),
  ];
}
