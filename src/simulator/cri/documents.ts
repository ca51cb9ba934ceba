/** CRI messages as containerd fills them on Windows (`sandbox_list.go`, `sandbox_status.go` and `SandboxInfo` in containerd's source). */

export interface SandboxConfig {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** Default: how many sandboxes the pod had before. */
  readonly attempt?: number;
  /** Of the pod. The kubelet's own labels are added. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** A HostProcess pod: on the host's network. */
  readonly hostProcess?: boolean;
}

export interface PodNetwork {
  /** The id of the HCN namespace. */
  readonly networkNamespace: string;
  readonly addresses: readonly string[];
}

export interface SandboxRecord {
  readonly id: string;
  readonly config: SandboxConfig;
  readonly attempt: number;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** Absent for HostProcess pods. */
  readonly network?: PodNetwork;
  ready: boolean;
  /** The CNI plugin has removed the network. */
  networkClosed: boolean;
}

export type EventType = 'CREATED' | 'STARTED' | 'STOPPED' | 'DELETED';

export interface ContainerEvent {
  readonly containerId: string;
  readonly containerEventType: `CONTAINER_${EventType}_EVENT`;
  readonly createdAt: string;
  /** Absent once the sandbox has been removed. */
  readonly podSandboxStatus?: object;
}

export function listItem(record: SandboxRecord): object {
  return { ...identity(record), labels: labelsOf(record.config), annotations: annotationsOf(record.config) };
}

export function sandboxStatus(record: SandboxRecord): object {
  const [ip = '', ...additional] = record.networkClosed ? [] : (record.network?.addresses ?? []);
  return {
    ...identity(record),
    network: { ip, additionalIps: additional.map(text => ({ ip: text })) },
    linux: { namespaces: { options: {} } },
  };
}

/** The text under `info` in the verbose status. @param major Of containerd's version. */
export function sandboxInfo(record: SandboxRecord, major: number): string {
  const { config, network } = record;
  const criConfig = {
    metadata: metadataOf(record),
    hostname: config.name,
    labels: labelsOf(config),
    annotations: annotationsOf(config),
    windows: { security_context: config.hostProcess ? { host_process: true } : {} },
  };
  return JSON.stringify({
    pid: record.ready ? 4_000 : 0,
    processStatus: record.ready ? 'running' : 'deleted',
    netNamespaceClosed: record.networkClosed,
    image: 'mcr.microsoft.com/oss/kubernetes/pause:3.9',
    snapshotKey: record.id,
    snapshotter: 'windows',
    runtimeHandler: '',
    runtimeType: 'io.containerd.runhcs.v1',
    runtimeOptions: {},
    config: criConfig,
    runtimeSpec: {
      ociVersion: '1.1.0',
      hostname: config.name,
      windows: { layerFolders: null, ...(network && { network: { networkNamespace: network.networkNamespace } }) },
    },
    cniResult: network && {
      Interfaces: {
        eth0: { IPConfigs: network.addresses.map(IP => ({ IP, Gateway: '' })), Mac: '', Sandbox: network.networkNamespace },
      },
    },
    ...(major >= 2 && {
      sandboxMetadata: { ID: record.id, Config: criConfig, NetNSPath: network?.networkNamespace ?? '', IP: network?.addresses[0] ?? '' },
    }),
  });
}

function identity(record: SandboxRecord) {
  return {
    id: record.id,
    metadata: metadataOf(record),
    state: record.ready ? 'SANDBOX_READY' : 'SANDBOX_NOTREADY',
    createdAt: `${record.createdAt}000000`,
  };
}

function metadataOf({ config: { name, namespace, uid }, attempt }: SandboxRecord) {
  return { name, namespace, uid, attempt };
}

/** As the kubelet's `newPodLabels`. */
function labelsOf({ labels, name, namespace, uid }: SandboxConfig) {
  return { ...labels, 'io.kubernetes.pod.name': name, 'io.kubernetes.pod.namespace': namespace, 'io.kubernetes.pod.uid': uid };
}

/** The kubelet overwrites the source. Only static pods come from a file. */
function annotationsOf({ annotations = {} }: SandboxConfig) {
  return { 'kubernetes.io/config.source': 'api', ...annotations };
}
