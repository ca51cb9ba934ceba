/** The JSON form of `hns-policy plan`, a public interface published as docs/plan.schema.json. */
import { z } from 'zod';
import { issueSchemaOf } from '../../agent/status/issue-schema.ts';
import { ISSUE_CODES, type IssueCode } from '../../core/issue.ts';
import { aclPolicySchema } from '../../hns/document/acl-schema.ts';

const endpoint = z.strictObject({
  namespace: z.string(),
  pod: z.string(),
  ipAddresses: z.array(z.string()).min(1).describe('IPv4 and IPv6.'),
  exampleAddress: z
    .literal(true)
    .optional()
    .describe('The pod has no address yet. The address is an example, from a block that is reserved for documentation or benchmarks.'),
  isolated: z
    .strictObject({ ingress: z.boolean(), egress: z.boolean() })
    .describe('Directions in which a NetworkPolicy selects the pod, so that only allowed traffic passes.'),
  policies: z.array(aclPolicySchema).describe('HNS ACL policies as the agent would send them. Empty: no policy isolates the pod.'),
});

const node = z.strictObject({
  node: z.string(),
  endpoints: z.array(endpoint).describe('One entry per pod with an address on the pod network, sorted by namespace/name.'),
});

/** @param codes Allowed codes of issues. */
export function planSchemaOf(codes: readonly IssueCode[]) {
  const issues = z.array(issueSchemaOf(codes)).describe('Parts of policies that are not enforced as written, with the reason.');
  const description = 'The ACLs that each node would receive. Output of `hns-policy plan -o json`.';
  return z.strictObject({ nodes: z.array(node), issues }).meta({ title: 'hns-policy plan', description });
}

export const planSchema = planSchemaOf(ISSUE_CODES);

export type Plan = z.output<typeof planSchema>;
export type PlanNode = Plan['nodes'][number];
export type PlanIssue = Plan['issues'][number];
