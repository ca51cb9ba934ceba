/** A node's container runtime for the contract: a kubelet's operations on it, and a restart. */
export interface NodeRuntime {
  /** For `SandboxWatch`. */
  readonly endpoint: string;
  /** @returns The id of the sandbox, once it is ready. */
  run(pod: TestPod): Promise<string>;
  stop(id: string): Promise<void>;
  remove(id: string): Promise<void>;
  /** Ends the runtime's process. Sandboxes keep running. */
  stopRuntime(): Promise<void>;
  /** Resolves when the runtime answers. */
  startRuntime(): Promise<void>;
  /** Subscribes to events like the kubelet. Resolves when no event can be missed any more. @returns The events received. The array grows. */
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

/** The labels that the kubelet sets on every sandbox. */
export function sandboxLabels(pod: TestPod): Record<string, string> {
  return {
    ...pod.labels,
    'io.kubernetes.pod.name': pod.name,
    'io.kubernetes.pod.namespace': NAMESPACE,
    'io.kubernetes.pod.uid': uidOf(pod),
  };
}
