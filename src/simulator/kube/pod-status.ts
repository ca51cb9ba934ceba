/** A pod's status as the scheduler and the kubelet report it, and the Event of a pod that failed to start. */
import { parseAddress } from '../../core/address.ts';
import { type KubeObject, timestamp } from './object.ts';

interface Container {
  name: string;
  image?: string;
}

/** Reported before the sandbox exists, and not again before all containers have started. @param hostAddresses The node's. */
export function startingStatus(pod: KubeObject, hostAddresses: readonly string[]): Record<string, unknown> {
  const now = timestamp();
  const conditions = ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady'].map(type =>
    condition(type, type === 'Initialized' ? 'True' : 'False', now),
  );
  return {
    ...pod.status,
    phase: 'Pending',
    conditions: [...conditions, ...scheduledConditions(pod, now)],
    ...onHost(hostAddresses),
    startTime: now,
    containerStatuses: containersOf(pod).map(({ name, image = '' }) => ({
      name,
      image,
      imageID: '',
      lastState: {},
      ready: false,
      restartCount: 0,
      started: false,
      state: { waiting: { reason: 'ContainerCreating' } },
    })),
  };
}

/** @param addresses the pod's; @param hostAddresses the node's. Both canonical, may be of two families. */
export function runningStatus(pod: KubeObject, addresses: readonly string[], hostAddresses: readonly string[]): Record<string, unknown> {
  const now = timestamp();
  const conditions = ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady'].map(type => condition(type, 'True', now));
  return {
    ...pod.status,
    phase: 'Running',
    conditions: [...conditions, ...scheduledConditions(pod, now)],
    ...onHost(hostAddresses),
    podIP: addresses[0],
    podIPs: addresses.map(ip => ({ ip })),
    startTime: now,
    containerStatuses: containersOf(pod).map(({ name, image = '' }) => ({
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

function containersOf(pod: KubeObject): readonly Container[] {
  return pod.spec?.containers ?? [];
}

function scheduledConditions(pod: KubeObject, now: string): readonly object[] {
  const known = (pod.status?.conditions ?? []).filter((condition: { type: string }) => condition.type === 'PodScheduled');
  return known.length > 0 ? known : [condition('PodScheduled', 'True', now)];
}

function onHost(addresses: readonly string[]): object {
  return { hostIP: addresses[0], hostIPs: addresses.map(ip => ({ ip })) };
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
