import type { Labels } from '../core/model.ts';

/** A pod sandbox as the node's container runtime lists it, without its network. */
export interface ListedSandbox {
  readonly id: string;
  /** `SANDBOX_READY`: its network exists and its pause container runs. */
  readonly ready: boolean;
  /** Of the pod. */
  readonly namespace: string;
  readonly name: string;
  /** Of the pod in the API; for a static pod the kubelet's own, which its mirror pod in the API does not have. */
  readonly uid: string;
  /** Counts the sandboxes of one pod, from 0. */
  readonly attempt: number;
  /** Milliseconds since the epoch, by the node's wall clock. */
  readonly createdAt: number;
  /** The pod's labels when the sandbox was created, without the three that the kubelet adds (`io.kubernetes.pod.name` and so on). */
  readonly labels: Labels;
  /**
   * Only for static pods: the annotation `kubernetes.io/config.hash`, which the mirror pod in the API has too. The kubelet marks the source of
   * every pod (`kubernetes.io/config.source`), so a pod from the API cannot claim a hash.
   */
  readonly staticPodHash?: string;
}

export type SandboxNetwork =
  /** `PodSandboxStatus` has not answered yet, or its answer names neither an address nor a namespace. */
  | { readonly kind: 'unknown' }
  /** The host's network: HostProcess pods. */
  | { readonly kind: 'host' }
  /** Removed: the sandbox was stopped. */
  | { readonly kind: 'closed' }
  | {
      readonly kind: 'pod';
      /** Canonical text. */
      readonly addresses: readonly string[];
      /** On Windows the id of the HCN namespace, in lower case: an endpoint's `HostComputeNamespace`. On Linux a path. Absent if unknown. */
      readonly networkNamespace?: string;
    };

export interface Sandbox extends ListedSandbox {
  readonly network: SandboxNetwork;
}
