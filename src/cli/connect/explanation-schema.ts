/** The JSON form of `hns-policy connect`, a public interface published as docs/connect.schema.json. */
import { z } from 'zod';
import type { Half } from '../../core/verdict.ts';
import { MISSING_KINDS } from './missing.ts';

/** The settings of the deciding ACL that the output shows. Others are ignored. */
const decidingAcl = z.object({
  Id: z.string().optional(),
  Action: z.string(),
  Direction: z.string(),
  Priority: z.int().optional(),
});

const engine = z
  .strictObject({
    name: z
      .enum(['hns-policy-agent', 'other', 'none'])
      .describe('other: the engine of a node with another system. none: no policy applies, for instance to the host network.'),
    node: z.string().optional(),
    system: z.string().optional().describe('Operating system of the node. Absent: Windows, or unknown.'),
  })
  .describe('The engine that enforces policies at this end.');

const missing = z.strictObject({
  kind: z.enum(MISSING_KINDS),
  message: z.string(),
});

const nearRule = z.strictObject({
  policy: z.string(),
  path: z.string().describe('For instance spec.ingress[0].'),
  missing: z.array(missing).min(1).describe('The parts of the rule that the connection does not match.'),
});

const rejectedItem = z.strictObject({
  policy: z.string(),
  code: z.string(),
  path: z.string(),
  message: z.string().describe('The reason and the remedy.'),
  wouldAllow: z.boolean().describe('The rule with this item would allow the connection.'),
});

const patch = z.strictObject({
  kind: z.enum(['Pod', 'Namespace', 'NetworkPolicy']),
  namespace: z.string().optional(),
  name: z.string(),
  patch: z
    .array(z.strictObject({ op: z.enum(['add', 'remove']), path: z.string(), value: z.unknown().optional() }))
    .describe('JSON Patch (RFC 6902), for instance for kubectl patch --type=json.'),
});

const suggestion = z.strictObject({
  text: z.string(),
  changes: z.array(patch).min(1).describe('All of them together let the connection through at this end.'),
});

const details = {
  pods: z.array(z.string()).describe('The pods at this end. Several: they claim one address. Empty: no pod has the address.'),
  address: z.string(),
  engine,
  selectedBy: z.array(z.string()).describe('The policies that select the pod, rejected ones included.'),
  nearest: z.array(nearRule).describe('If no rule allows the connection: the rules that come closest, nearest first.'),
  rejected: z.array(rejectedItem).describe('Items that are not enforced, of the policies that select the pod.'),
  suggestions: z.array(suggestion).describe('Each one lets the connection through at this end. All have been tried.'),
  noSuggestion: z.string().optional().describe('The reason for an empty list of suggestions, if this end blocks.'),
};

const tier = z.enum(['Admin', 'Baseline']);

const decided = {
  allowed: z.boolean(),
  reason: z.enum(['no-pod', 'not-isolated', 'own-pod', 'own-node', 'granted', 'not-granted', 'disputed', 'accepted', 'denied']),
  policy: z.string().optional().describe('The policy of the first rule that allows, or of the rule of a tier that decides.'),
  path: z.string().optional().describe('The rule.'),
  policies: z.array(z.string()).readonly().optional().describe('If no rule allows: the policies that isolate the pod.'),
  tier: tier.optional().describe('The tier of the ClusterNetworkPolicy that decides.'),
  passes: z
    .array(z.strictObject({ tier, policy: z.string(), path: z.string() }))
    .readonly()
    .optional()
    .describe('The Pass rules on the way, in order.'),
  acl: decidingAcl.optional().describe('The ACL that decides, foreign ones included. Only a running demo has it.'),
};

const explainedHalf = z.strictObject({ ...decided, ...details });

export const explanationSchema = z.strictObject({
  allowed: z.boolean(),
  protocol: z.enum(['TCP', 'UDP', 'SCTP']),
  port: z.int().min(1).max(65535),
  egress: explainedHalf.describe('The side of the source.'),
  ingress: explainedHalf.describe('The side of the destination.'),
});
export const connectSchema = z
  .strictObject({
    allowed: z.boolean().describe('False too for a Service without endpoints.'),
    connections: z.array(explanationSchema).describe('One connection. For a Service: one for each ready endpoint.'),
  })
  .meta({ title: 'hns-policy connect', description: 'The verdict and its reasons. Output of `hns-policy connect -o json`.' });
export type ConnectDocument = z.output<typeof connectSchema>;
export type Explanation = z.output<typeof explanationSchema>;
export type ExplainedHalf = Explanation['egress'];
export type RejectedItem = ExplainedHalf['rejected'][number];

/** A half with the ACL that decides, if HNS has been asked. */
export type DecidedHalf = Half & Pick<ExplainedHalf, 'acl'>;

export interface DecidedHalves {
  readonly allowed: boolean;
  readonly egress: DecidedHalf;
  readonly ingress: DecidedHalf;
}
