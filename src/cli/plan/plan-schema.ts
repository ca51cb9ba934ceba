/** The JSON form of `hns-policy plan`, published as docs/plan.schema.json: others' tools rely on it. */
import { z } from 'zod';
import { issueSchema } from '../../agent/status/issue-schema.ts';
import { aclPolicySchema } from '../../hns/document/acl-schema.ts';

const endpoint = z.strictObject({
  namespace: z.string(),
  pod: z.string(),
  ipAddresses: z.array(z.string()).min(1).describe('IPv4 and IPv6.'),
  isolated: z
    .strictObject({ ingress: z.boolean(), egress: z.boolean() })
    .describe('Whether a NetworkPolicy selects the pod in this direction, so that only what is allowed passes.'),
  policies: z
    .array(aclPolicySchema)
    .describe('HNS ACL policies as the agent would send them. Empty: no policy isolates the pod, none is needed.'),
});

export const planSchema = z
  .strictObject({
    nodes: z.array(
      z.strictObject({
        node: z.string(),
        endpoints: z.array(endpoint).describe('One for every pod of the pod network that has an address; sorted by namespace/name.'),
      }),
    ),
    issues: z.array(issueSchema).describe('What is not, or not quite, in force, and why.'),
  })
  .meta({ title: 'hns-policy plan', description: "What each node's HNS would be told, as written by `hns-policy plan -o json`." });

export type Plan = z.output<typeof planSchema>;
export type PlanNode = Plan['nodes'][number];
export type PlanIssue = Plan['issues'][number];
