/** What the agent says of itself at `/status` and `hns-policy status -o json` prints, published as docs/status.schema.json. */
import { z } from 'zod';
import { ISSUE_CODES, type IssueCode } from '../../core/issue.ts';
import { issueSchemaOf } from './issue-schema.ts';

const time = z.iso.datetime();
const trouble = {
  since: time,
  error: z.string().exactOptional().describe('What HNS answered last; absent: nothing yet.'),
  hresult: z.string().exactOptional().describe('The name of its HRESULT, or its number; absent where none came.'),
  failures: z.int().describe('Attempts in a row that failed.'),
};
const directions = z.object({ ingress: z.boolean(), egress: z.boolean() });

const pod = z.object({
  namespace: z.string(),
  pod: z.string(),
  addresses: z.array(z.string()),
  endpoint: z
    .string()
    .exactOptional()
    .describe('Id of its HNS endpoint; absent: it has an address and no endpoint, nothing can be enforced.'),
  isolated: directions.describe('Whether only what is allowed is to pass in this direction.'),
  policies: z.array(z.string()).describe('namespace/name of the NetworkPolicies that isolate it.'),
  acls: z
    .object({ wanted: z.int(), actual: z.int() })
    .describe("The agent's ACLs that the endpoint is to hold, and held when it was last read."),
  result: z
    .enum(['unchanged', 'updated', 'failed', 'gone', 'deferred', 'pending', 'waiting'])
    .describe(
      'Of the last look at it. deferred: it differs, and the next attempt is to come. pending: it differs, and nothing may be written. waiting: no endpoint.',
    ),
  inForceSince: time
    .exactOptional()
    .describe('Since when what is wanted has been in force, as far as this agent has seen; absent: it is not.'),
  trouble: z
    .object({ ...trouble, retryAt: time.exactOptional() })
    .exactOptional()
    .describe('Since when it has not been as wanted.'),
});

const finding = z.object({
  kind: z.enum(['pod', 'namespace', 'policy', 'node']),
  name: z.string().describe('namespace/name, or the name of what has no namespace.'),
  effect: z
    .enum(['none', 'partial', 'full'])
    .describe('How much of the object has an effect on this node. full: all of it, but its author should look.'),
});

const watch = z.object({
  kind: z.string(),
  synced: z.boolean().describe('All objects have been listed.'),
  connected: z.boolean(),
  failures: z.int().describe('Attempts in a row that failed.'),
  lastHeard: time.exactOptional(),
  lastError: z.string().exactOptional(),
});

const agent = z.object({
  version: z.string(),
  node: z.string(),
  transport: z.string(),
  time: time.describe('When this was said: ages are counted from here.'),
  startedAt: time,
  state: z
    .enum(['syncing', 'starting', 'healthy', 'disconnected', 'degraded', 'waiting', 'dry-run', 'simulated', 'unhealthy', 'stopped'])
    .describe('simulated: HNS is simulated in memory, and no policy is enforced. The others: docs/troubleshooting.md.'),
  stateSince: time,
  ready: z
    .boolean()
    .describe('Every local endpoint has been as wanted at least once; in a dry run, has been compared. False while HNS is simulated.'),
  dryRun: z.boolean().describe('HNS is read, and nothing is written.'),
  otherEngines: z.array(z.string()).describe('Pods of other engines that run on the node; nothing is written while there are any.'),
  pendingUpdates: z.int().describe('Endpoints that are not as wanted and are not changed, since nothing may be written.'),
  lastInSync: time.exactOptional().describe('When every local endpoint was last in sync. Absent: never.'),
  hns: z.object({
    hungCalls: z.int().describe('Calls given up that HNS has still not answered.'),
    unreadable: z.object(trouble).exactOptional().describe('HNS as a whole cannot be read; absent: it can.'),
  }),
  watches: z.array(watch),
});

/** @param codes Those that the issues may have. */
export function statusSchemaOf(codes: readonly IssueCode[]) {
  const issues = z.array(issueSchemaOf(codes));
  return agent
    .extend({
      pods: z
        .array(pod.extend({ issues: issues.describe('Parts of policies that are not in force at this pod, or not as written, and why.') }))
        .describe('Of the pod network of this node, one for each endpoint; sorted by namespace/name.'),
      findings: z
        .array(finding.extend({ issues }))
        .describe('Objects of the cluster of which not all is in force here, or that may surprise.'),
    })
    .meta({ title: 'hns-policy status', description: 'What is enforced on a node, as written by `hns-policy status -o json`.' });
}

export const statusSchema = statusSchemaOf(ISSUE_CODES);

export type Status = z.output<typeof statusSchema>;
export type PodStatus = Status['pods'][number];
