/** The columns of `kubectl get pods`. */

import type { KubeObject } from '../object.ts';
import { AGE, type Column, NAME } from './column.ts';

const NONE = '<none>';

interface ContainerStatus {
  ready?: boolean;
  restartCount?: number;
  state?: { waiting?: { reason?: string }; terminated?: { reason?: string } };
}

export const podColumns: readonly Column[] = [
  NAME,
  {
    name: 'Ready',
    type: 'string',
    cell: pod => `${statuses(pod).filter(({ ready }) => ready).length}/${pod.spec?.containers?.length ?? 0}`,
  },
  { name: 'Status', type: 'string', cell: status },
  { name: 'Restarts', type: 'string', cell: pod => String(statuses(pod).reduce((sum, { restartCount = 0 }) => sum + restartCount, 0)) },
  AGE,
  { name: 'IP', type: 'string', wide: true, cell: pod => pod.status?.podIPs?.[0]?.ip ?? pod.status?.podIP ?? NONE },
  { name: 'Node', type: 'string', wide: true, cell: pod => pod.spec?.nodeName ?? NONE },
  { name: 'Nominated Node', type: 'string', wide: true, cell: pod => pod.status?.nominatedNodeName ?? NONE },
  { name: 'Readiness Gates', type: 'string', wide: true, cell: () => NONE },
];

function statuses(pod: KubeObject): readonly ContainerStatus[] {
  return pod.status?.containerStatuses ?? [];
}

function status(pod: KubeObject): string {
  if (pod.metadata.deletionTimestamp !== undefined) return 'Terminating';
  const reasons = statuses(pod).map(({ state }) => state?.waiting?.reason ?? state?.terminated?.reason);
  return reasons.find(reason => reason !== undefined) ?? pod.status?.reason ?? pod.status?.phase ?? 'Unknown';
}
