/** A plan as text. */
import type { Cluster } from '../../core/cluster.ts';
import { isUnsupported } from '../../core/issue.ts';
import { aclTable, type TableStyle } from '../acl-table.ts';
import { compactAcls } from './compact-acls.ts';
import type { Plan, PlanIssue, PlanNode } from './plan-schema.ts';

export interface PlanStyle extends TableStyle {
  /** Print the ACLs as HNS gets them. */
  readonly wide: boolean;
  readonly cluster: Pick<Cluster, 'owners'>;
  /** Columns of the terminal. */
  readonly width: number;
}

/** Lines without line ends: one block for each node, and a summary. Empty for a plan without nodes. */
export function planTable(plan: Plan, style: PlanStyle): string[] {
  if (plan.nodes.length === 0) return [];
  return [...plan.nodes.flatMap((node, index) => [...(index > 0 ? [''] : []), ...nodeLines(node, style)]), '', summary(plan)];
}

function summary({ nodes, issues }: Plan): string {
  const endpoints = nodes.flatMap(node => node.endpoints);
  const isolated = endpoints.filter(endpoint => endpoint.isolated.ingress || endpoint.isolated.egress);
  const acls = endpoints.reduce((sum, { policies }) => sum + policies.length, 0);
  const policies = new Set(issues.flatMap(({ severity, policy }) => (severity === 'error' && policy !== undefined ? [policy] : [])));
  const rejected = policies.size === 0 ? '' : ` ${count(policies.size, 'policy', 'policies')} not enforced as written.`;
  return `${count(nodes.length, 'node')}, ${count(endpoints.length, 'pod')} (${isolated.length} isolated), ${count(acls, 'ACL')}.${rejected}`;
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
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

function nodeLines({ node, endpoints }: PlanNode, style: PlanStyle): string[] {
  const lines = [`node ${node}`];
  if (endpoints.length === 0) lines.push('  no pod on this node has an address');
  for (const { namespace, pod, ipAddresses, exampleAddress = false, isolated, policies } of endpoints) {
    const addresses = `${ipAddresses.join(', ')}${exampleAddress ? ', an example' : ''}`;
    lines.push('', `  ${namespace}/${pod} (${addresses}): ${isolation(isolated)}`);
    const table = style.wide ? aclTable(policies, style) : compactAcls(policies, style.cluster, style, style.width - INDENT.length);
    lines.push(...table.map(line => INDENT + line));
  }
  return lines;
}

const INDENT = '    ';

function isolation({ ingress, egress }: PlanNode['endpoints'][number]['isolated']): string {
  if (ingress && egress) return 'isolated for ingress and egress';
  if (ingress) return 'isolated for ingress, egress is open';
  if (egress) return 'isolated for egress, ingress is open';
  return 'not isolated, no ACLs';
}
