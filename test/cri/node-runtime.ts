/** A node's container runtime as the contract needs it: what a kubelet does with it, and a restart. */
export interface NodeRuntime {
  /** For `SandboxWatch`. */
  readonly endpoint: string;
  /** @returns The id of the sandbox, when it is ready. */
  run(pod: TestPod): Promise<string>;
  stop(id: string): Promise<void>;
  remove(id: string): Promise<void>;
  /** Ends the runtime's process. Sandboxes go on. */
  stopRuntime(): Promise<void>;
  /** Resolves when it answers. */
  startRuntime(): Promise<void>;
  /** Subscribes to events as the kubelet does. Resolves when events can no longer be missed. @returns All that it received; grows. */
  kubeletEvents(): Promise<readonly KubeletEvent[]>;
  close(): Promise<void>;
}

export interface KubeletEvent {
  readonly containerId: string;
  /** For instance `CONTAINER_CREATED_EVENT`. */
  readonly containerEventType: string;
}

export interface TestPod {
  readonly name: string;
  readonly hostNetwork?: boolean;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export const NAMESPACE = 'demo';

export function uidOf({ name }: TestPod): string {
  return `uid-of-${name}`;
}

/** As the kubelet writes them on every sandbox. */
export function sandboxLabels(pod: TestPod): Record<string, string> {
  return {
    ...pod.labels,
    'io.kubernetes.pod.name': pod.name,
    'io.kubernetes.pod.namespace': NAMESPACE,
    'io.kubernetes.pod.uid': uidOf(pod),
  };
}
