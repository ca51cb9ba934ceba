/** A plan as text. */
import { isUnsupported } from '../../core/issue.ts';
import { aclTable, type TableStyle } from '../acl-table.ts';
import type { Plan, PlanIssue, PlanNode } from './plan-schema.ts';

/** Lines without line ends: one block for each node. Empty for a plan without nodes. */
export function planTable(plan: Plan, style: TableStyle): string[] {
  return plan.nodes.flatMap((node, index) => [...(index > 0 ? [''] : []), ...nodeLines(node, style)]);
}

/**
 * `error: policies.yaml:12:9: unsupported-sctp: demo/web: spec.ingress[0].ports[0].protocol: …`
 * @param place Undefined: the input does not have the field.
 */
export function issueLine(issue: PlanIssue, place: string | undefined): string {
  const { severity, code, policy, pod, path, message } = issue;
  return [severity, place, code, policy, pod && `pod ${pod}`, path, isUnsupported(issue) ? lowerCase(message) : message]
    .filter(Boolean)
    .join(': ');
}

/** A message that continues a line. Names such as SCTP and NotIn keep their case. */
function lowerCase(message: string): string {
  return /^[A-Z][a-z]+ /.test(message) ? message.charAt(0).toLowerCase() + message.slice(1) : message;
}

function nodeLines({ node, endpoints }: PlanNode, style: TableStyle): string[] {
  const lines = [`node ${node}`];
  if (endpoints.length === 0) lines.push('  no pod on this node has an address');
  for (const { namespace, pod, ipAddresses, isolated, policies } of endpoints) {
    lines.push('', `  ${namespace}/${pod} (${ipAddresses.join(', ')}): ${isolation(isolated)}`);
    lines.push(...aclTable(policies, style).map(line => `    ${line}`));
  }
  return lines;
}

function isolation({ ingress, egress }: PlanNode['endpoints'][number]['isolated']): string {
  if (ingress && egress) return 'isolated for ingress and egress';
  if (ingress) return 'isolated for ingress, egress is open';
  if (egress) return 'isolated for egress, ingress is open';
  return 'not isolated, no ACLs';
}
