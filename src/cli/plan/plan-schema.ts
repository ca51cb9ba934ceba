/** The JSON form of `hns-policy plan`, published as docs/plan.schema.json: others' tools rely on it. */
import { z } from 'zod';
import type { IssueCode } from '../../core/issue.ts';
import { aclPolicySchema } from '../../hns/acl-schema.ts';

// Listed by a record so that a code which src/core/issue.ts gains or loses does not compile here until it is published.
const CODES: Readonly<Record<IssueCode, true>> = {
  'unsupported-named-port': true,
  'unsupported-sctp': true,
  'unsupported-negative-selector': true,
  'unsupported-except': true,
  'unsupported-ipv6': true,
  invalid: true,
  'ambiguous-cidr': true,
  'ambiguous-address': true,
  'too-many-acls': true,
  'unresolved-named-port': true,
};

const issue = z.strictObject({
  severity: z.enum(['error', 'warning']).describe('error: something that a policy says is not in force. warning: it is, but look.'),
  code: z.enum(Object.keys(CODES) as IssueCode[]),
  policy: z.string().exactOptional().describe('namespace/name of the NetworkPolicy, where one is the cause.'),
  pod: z.string().exactOptional().describe('namespace/name of the pod, where one is the cause or the victim.'),
  path: z.string().describe('JSON path of the field, for instance spec.ingress[0].ports[0].port.'),
  message: z.string(),
});

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
    issues: z.array(issue).describe('What is not, or not quite, in force, and why.'),
  })
  .meta({ title: 'hns-policy plan', description: "What each node's HNS would be told, as written by `hns-policy plan -o json`." });

export type Plan = z.output<typeof planSchema>;
export type PlanNode = Plan['nodes'][number];
export type PlanIssue = Plan['issues'][number];
