/** The status that `/status` serves and `hns-policy status -o json` prints, published as docs/status.schema.json. */
import { z } from 'zod';
import { ISSUE_CODES, type IssueCode } from '../../core/issue.ts';
import { DSR_MODES } from '../../hns/node/dsr.ts';
import { SCOPES } from '../openings/target.ts';
import { issueSchemaOf } from './issue-schema.ts';

const time = z.iso.datetime();
const trouble = {
  since: time,
  error: z.string().exactOptional().describe('Last error from HNS. Absent: no response yet.'),
  hresult: z.string().exactOptional().describe('Name or number of the HRESULT. Absent: the error has no HRESULT.'),
  failures: z.int().describe('Consecutive failed attempts.'),
};
const directions = z.object({ ingress: z.boolean(), egress: z.boolean() });

const pod = z.object({
  namespace: z.string(),
  pod: z.string(),
  addresses: z.array(z.string()),
  endpoint: z
    .string()
    .exactOptional()
    .describe('Id of its HNS endpoint. Absent: the pod has an address but no endpoint, so no policy is enforced.'),
  isolated: directions.describe('Directions in which only allowed traffic passes, while the pod is in sync.'),
  policies: z.array(z.string()).describe('namespace/name of the NetworkPolicies that select the pod.'),
  policiesOmitted: z.int().exactOptional().describe('Number of further policies, which are left out to keep the status short.'),
  acls: z
    .object({ desired: z.int(), actual: z.int() })
    .describe("Number of the agent's ACLs: desired, and actual when the endpoint was last read."),
  result: z
    .enum(['unchanged', 'updated', 'failed', 'gone', 'deferred', 'pending', 'waiting'])
    .describe(
      'Result of the last work on the endpoint. deferred: out of sync, waits for the next attempt. pending: out of sync, writes are disabled. waiting: no endpoint.',
    ),
  openedUntil: time.exactOptional().describe('Present while an administrator opens the pod: no policy is enforced for it until then.'),
  inSyncSince: time.exactOptional().describe('Start of the current in-sync period as seen by this agent. Absent: out of sync.'),
  trouble: z
    .object({ ...trouble, retryAt: time.exactOptional() })
    .exactOptional()
    .describe('Present while the pod is out of sync. since: the start of that.'),
});

const opening = z.object({
  scope: z.enum(SCOPES),
  namespace: z.string().exactOptional().describe('Of a pod.'),
  name: z.string(),
  until: time.describe('When it ends on this node, at the latest.'),
  reason: z.string().exactOptional(),
});

const finding = z.object({
  kind: z.enum(['pod', 'namespace', 'policy', 'node']),
  name: z.string().describe('namespace/name, or name for an object without a namespace.'),
  effect: z
    .enum(['none', 'partial', 'full'])
    .describe('Part of the object that has an effect on this node. full: all of it, but it is ambiguous or translated.'),
  translated: z.array(z.string()).exactOptional().describe('The values of the setting translate that a policy needs. Absent: none.'),
});

const watch = z.object({
  kind: z.string(),
  synced: z.boolean().describe('All objects have been listed.'),
  connected: z.boolean(),
  failures: z.int().describe('Consecutive failed attempts.'),
  lastContact: time.exactOptional().describe('Last list, event or bookmark from the API server. Absent: never.'),
  lastError: z.string().exactOptional(),
});

const agent = z.object({
  version: z.string(),
  node: z.string(),
  transport: z.string().describe('The way to HNS in use. Never auto.'),
  transportWarning: z.string().exactOptional().describe('Present if transport is auto and edge-js cannot be loaded.'),
  time: time.describe('Time of this status. Ages are relative to it.'),
  startedAt: time,
  state: z
    .enum([
      'syncing',
      'starting',
      'healthy',
      'disconnected',
      'degraded',
      'waiting',
      'dry-run',
      'simulated',
      'unhealthy',
      'unsupported',
      'stopped',
    ])
    .describe('simulated: HNS is simulated in memory, and no policy is enforced. docs/troubleshooting.md describes the other states.'),
  stateSince: time,
  ready: z
    .boolean()
    .describe(
      'Every local endpoint is in sync, or was two seconds ago. In a dry run: has been compared. False while HNS is simulated, true in the state unsupported.',
    ),
  unsupported: z.string().exactOptional().describe('Why Windows or HNS is too old. Present in the state unsupported.'),
  dryRun: z.boolean().describe('HNS is only read.'),
  otherEngines: z.array(z.string()).describe('Pods of other policy engines on the node. While there are any, the agent writes nothing.'),
  pendingUpdates: z.int().describe('Endpoints that are out of sync and not updated because writes are disabled.'),
  lastInSync: time.exactOptional().describe('When every local endpoint was last in sync. Absent: never.'),
  hns: z.object({
    hungCalls: z.int().describe('Calls that timed out and that HNS has still not answered.'),
    unreadable: z.object(trouble).exactOptional().describe('Present while HNS cannot be read.'),
    switches: z
      .object({
        state: z
          .enum(['enabled', 'disabled', 'not-needed', 'unknown'])
          .describe('disabled: Windows Server 2022 without all recommended fixes of HNS. unknown: the registry could not be read.'),
        missing: z.array(z.string()).describe('Recommended values that are not 1.'),
        values: z.record(z.string(), z.int()).describe('The recommended values that exist in the registry.'),
      })
      .describe("HNS's own switches in the registry of the node (docs/install.md)."),
  }),
  kubeProxy: z
    .object({
      dsr: z
        .enum(DSR_MODES)
        .describe('off: policies do not apply to connections through Services. unknown: HNS shows neither, or contradictory signs.'),
      evidence: z.string(),
    })
    .describe('The mode of kube-proxy on this node, detected from HNS.'),
  containerRuntime: z
    .object({
      state: z.enum(['off', 'starting', 'connected', 'failing']),
      runtime: z.string().exactOptional().describe('Name and version.'),
      reason: z.string().exactOptional(),
      error: z.string().exactOptional(),
    })
    .exactOptional()
    .describe('Where new pods are learned before the kubelet reports their addresses. Unless it is connected, they are open until then.'),
  watches: z.array(watch),
  dropped: z
    .object({ events: z.int(), logLines: z.int() })
    .exactOptional()
    .describe('Kubernetes Events and log lines that were dropped since the start. Absent: none was.'),
  openings: z
    .object({
      active: z.array(opening),
      problem: z.string().exactOptional().describe('Why the ConfigMap has no effect.'),
    })
    .exactOptional()
    .describe('Pods, namespaces and nodes that an administrator opened with hns-policy open. Absent: none.'),
});

/** @param codes Allowed codes of issues. */
export function statusSchemaOf(codes: readonly IssueCode[]) {
  const issues = z.array(issueSchemaOf(codes));
  return agent
    .extend({
      pods: z
        .array(pod.extend({ issues: issues.describe('Parts of policies that are not enforced as written for this pod, with the reason.') }))
        .describe('Pods on the pod network of this node, one entry per endpoint, sorted by namespace/name.'),
      gaps: z
        .array(
          z.object({
            pod: z.string().describe('namespace/name.'),
            endpoint: z.string(),
            endedAt: time,
            seconds: z.number(),
            isFirst: z.boolean().describe('The pod was new. Otherwise it lost the ACLs that it had.'),
          }),
        )
        .describe('Times of the last hour in which an isolated pod was without any ACL of the agent, at most 100.'),
      findings: z
        .array(finding.extend({ issues }))
        .describe(
          'Objects that are not fully in force on this node, are ambiguous, or need translation. Policies that select no pod of this node are left out.',
        ),
      findingsOmitted: z.int().exactOptional().describe('Number of further findings, which are left out to keep the status short.'),
    })
    .meta({ title: 'hns-policy status', description: 'The state of enforcement on a node. Output of `hns-policy status -o json`.' });
}

export const statusSchema = statusSchemaOf(ISSUE_CODES);

export type Status = z.output<typeof statusSchema>;
export type PodStatus = Status['pods'][number];
