/** A kubelet's reports of a pod: the status of a running or unschedulable pod, and the Event of a pod that failed to start. */
import { parseAddress } from '../../core/address.ts';
import { type KubeObject, timestamp } from './object.ts';

interface Container {
  name: string;
  image?: string;
}

/** @param addresses the pod's. @param hostAddresses the node's. Both are canonical and may have two families. */
export function runningStatus(pod: KubeObject, addresses: readonly string[], hostAddresses: readonly string[]): Record<string, unknown> {
  const now = timestamp();
  const containers: readonly Container[] = pod.spec?.containers ?? [];
  const known = (pod.status?.conditions ?? []).filter((condition: { type: string }) => condition.type === 'PodScheduled');
  const conditions = ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady'].map(type => condition(type, 'True', now));
  return {
    ...pod.status,
    phase: 'Running',
    conditions: [...conditions, ...(known.length > 0 ? known : [condition('PodScheduled', 'True', now)])],
    hostIP: hostAddresses[0],
    hostIPs: hostAddresses.map(ip => ({ ip })),
    podIP: addresses[0],
    podIPs: addresses.map(ip => ({ ip })),
    startTime: now,
    containerStatuses: containers.map(({ name, image = '' }) => ({
      name,
      image,
      imageID: `simulated://${image}`,
      containerID: `containerd://${pod.metadata.uid?.replaceAll('-', '')}`,
      lastState: {},
      ready: true,
      restartCount: 0,
      started: true,
      state: { running: { startedAt: now } },
    })),
  };
}

export function scheduledStatus(pod: KubeObject): Record<string, unknown> {
  return { ...pod.status, conditions: [condition('PodScheduled', 'True', timestamp())] };
}

export function unschedulableStatus(pod: KubeObject, nodes: number): Record<string, unknown> {
  const message = `0/${nodes} nodes are available: ${nodes} node(s) didn't match Pod's node affinity/selector.`;
  return { ...pod.status, conditions: [{ ...condition('PodScheduled', 'False', timestamp()), reason: 'Unschedulable', message }] };
}

/** The Event of a pod that failed to start. Each pod has one. */
export function sandboxFailure(pod: KubeObject, host: string, error: unknown): KubeObject {
  const { name, namespace, uid } = pod.metadata;
  const now = timestamp();
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${name}.sandbox`, namespace: namespace! },
    involvedObject: { apiVersion: 'v1', kind: 'Pod', namespace, name, uid },
    type: 'Warning',
    reason: 'FailedCreatePodSandBox',
    message: `Failed to create pod sandbox: ${error instanceof Error ? error.message : String(error)}`,
    source: { component: 'kubelet', host },
    firstTimestamp: now,
    lastTimestamp: now,
    count: 1,
  };
}

function condition(type: string, status: string, now: string): Record<string, unknown> {
  return { type, status, lastProbeTime: null, lastTransitionTime: now };
}

/** The first address of each family, for `hostIPs` and a host-network pod's `podIPs`. */
export function onePerFamily(addresses: readonly string[]): string[] {
  const families = new Set<number>();
  return addresses.filter(text => {
    const family = parseAddress(text)?.family ?? 0;
    return !families.has(family) && families.add(family);
  });
}
