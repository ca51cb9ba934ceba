/** The simulated nodes: their description, their HNS as a kubelet sees it, and their Node objects. */
import type { SimulatedContainerd } from '../cri/containerd.ts';
import { type KubeObject, timestamp } from './object.ts';
import type { PodDurations } from './pod-durations.ts';

export interface SimulatedNode {
  readonly name: string;
  readonly os: 'windows' | 'linux';
  /** InternalIP addresses, IPv4 and IPv6, without prefix length. */
  readonly addresses: readonly string[];
  /**
   * Pod addresses, one entry per family. An entry is a first address (`10.224.0.72` stands for it and all above), a CIDR (without its first and
   * last address) or a range (`10.224.0.72-10.224.0.99`).
   */
  readonly podAddresses: string | readonly string[];
  /** Order of assignment: the lowest free address (default), which reuses addresses at once, or an address that was never used. */
  readonly recycle?: 'lowest' | 'never';
  /** Labels in addition to the usual ones (`kubernetes.io/hostname`, `kubernetes.io/os`, `kubernetes.io/arch`, and the build on Windows). */
  readonly labels?: Readonly<Record<string, string>>;
  /** If absent, the node's pods have addresses but no HNS endpoints. */
  readonly hns?: NodeHns;
  /** Absent: the node's pods have no sandboxes. */
  readonly containerd?: SimulatedContainerd;
  /** Default: all 0. */
  readonly durations?: Partial<PodDurations>;
}

/** The HNS operations of the node's CNI plugin. */
export interface NodeHns {
  /**
   * CNI ADD. Called for every sandbox of the pod network, before it is ready. If it throws, the pod stays pending and is tried again with the pod's
   * next change, and by `Kubelet.resume()`.
   */
  addEndpoint(endpoint: NewEndpoint): PodEndpoint;
  /** CNI DEL. Called once for every id that `addEndpoint` returned, after the containers ended. If it throws, the endpoint stays behind. */
  removeEndpoint(id: string): void;
}

export interface PodEndpoint {
  readonly id: string;
  /** Id of the HCN namespace. */
  readonly namespace: string;
}

export interface NewEndpoint {
  /** `namespace/name`. */
  readonly podKey: string;
  /** The pod's `metadata.uid`. */
  readonly uid: string;
  /** Canonical text, without prefix length. */
  readonly addresses: readonly string[];
}

const SYSTEMS = {
  windows: { osImage: 'Windows Server 2025 Datacenter', kernelVersion: '10.0.26100.4652', build: '10.0.26100' },
  linux: { osImage: 'Ubuntu 22.04.5 LTS', kernelVersion: '5.15.0-1084-azure', build: undefined },
};

/** The Node object that the kubelet registers. */
export function nodeObject(node: SimulatedNode): KubeObject {
  const { name, os, addresses, labels } = node;
  const { osImage, kernelVersion, build } = SYSTEMS[os];
  const now = timestamp();
  const capacity = { cpu: '4', memory: '16Gi', pods: '110' };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': os,
        ...(build !== undefined && { 'node.kubernetes.io/windows-build': build }),
        ...labels,
      },
    },
    spec: {},
    status: {
      addresses: [...addresses.map(address => ({ type: 'InternalIP', address })), { type: 'Hostname', address: name }],
      allocatable: capacity,
      capacity,
      conditions: [
        {
          type: 'Ready',
          status: 'True',
          reason: 'KubeletReady',
          message: 'kubelet is posting ready status',
          lastHeartbeatTime: now,
          lastTransitionTime: now,
        },
      ],
      nodeInfo: {
        architecture: 'amd64',
        bootID: '',
        containerRuntimeVersion: 'containerd://1.7.27',
        kernelVersion,
        kubeProxyVersion: 'v1.32.4',
        kubeletVersion: 'v1.32.4',
        machineID: name,
        operatingSystem: os,
        osImage,
        systemUUID: '',
      },
    },
  };
}
