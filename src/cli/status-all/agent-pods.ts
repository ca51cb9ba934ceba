/** The Windows nodes of the cluster and the agent's pod on each, from the API server. */
import { z } from 'zod';
import type { ApiConnection } from '../../kube/watch/connection.ts';

/** As the DaemonSet of deploy/base. */
const AGENT_PODS = 'app.kubernetes.io/name=hns-policy-agent,app.kubernetes.io/component=agent';
const PATIENCE_MS = 30_000;

export interface AgentPod {
  readonly name: string;
  readonly isRunning: boolean;
  /** The phase, or the reason for which the container waits. */
  readonly state: string;
}

export interface WindowsNode {
  readonly name: string;
  /** Absent: no pod of the agent is on this node. */
  readonly agent?: AgentPod;
}

const nodesShape = z.object({ items: z.array(z.object({ metadata: z.object({ name: z.string() }) })) });
const podsShape = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string(), deletionTimestamp: z.string().nullish() }),
      spec: z.object({ nodeName: z.string().nullish() }),
      status: z
        .object({
          phase: z.string().nullish(),
          containerStatuses: z
            .array(z.object({ state: z.object({ waiting: z.object({ reason: z.string().nullish() }).nullish() }).nullish() }))
            .nullish(),
        })
        .nullish(),
    }),
  ),
});
type Pod = z.output<typeof podsShape>['items'][number];

/** Sorted by name. @throws ApiError, or any error of the connection. */
export async function windowsNodes(connection: ApiConnection, namespace: string): Promise<WindowsNode[]> {
  const list = (path: string, labelSelector: string) =>
    connection.json({ path, query: { labelSelector }, gzip: true, patience: () => PATIENCE_MS });
  const [nodes, pods] = await Promise.all([
    list('/api/v1/nodes', 'kubernetes.io/os=windows'),
    list(`/api/v1/namespaces/${encodeURIComponent(namespace)}/pods`, AGENT_PODS),
  ]);
  const byNode = Map.groupBy(podsShape.parse(pods).items, ({ spec }) => spec.nodeName ?? '');
  return nodesShape
    .parse(nodes)
    .items.map(({ metadata: { name } }) => {
      const [agent] = (byNode.get(name) ?? []).map(agentPod).sort((a, b) => Number(b.isRunning) - Number(a.isRunning));
      return { name, ...(agent && { agent }) };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function agentPod({ metadata, status }: Pod): AgentPod {
  const { phase, containerStatuses } = status ?? {};
  const waiting = containerStatuses?.find(({ state }) => state?.waiting)?.state?.waiting?.reason;
  const state = metadata.deletionTimestamp ? 'Terminating' : (waiting ?? phase ?? 'Unknown');
  return { name: metadata.name, isRunning: state === 'Running', state };
}
