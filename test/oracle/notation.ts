/** A one-line notation for raw objects and packets, so that tables read like a specification. */
import { items } from './defaults.ts';
import type {
  RawCluster,
  RawContainerPort,
  RawNamespace,
  RawNode,
  RawPacket,
  RawPod,
  RawPolicy,
  RawPolicySpec,
  RawProtocol,
} from './raw.ts';

type RawObject = RawNamespace | RawNode | RawPod | RawPolicy;

/** Default namespace of the notation. */
const HERE = 'x';

export function namespace(name: string, labels: Readonly<Record<string, string>> = {}): RawNamespace {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

export function node(name: string, ...addresses: string[]): RawNode {
  const list = addresses.map(address => ({ type: 'InternalIP', address }));
  return { apiVersion: 'v1', kind: 'Node', metadata: { name }, status: { addresses: list } };
}

export interface PodOptions {
  /** `app=web tier=` */
  readonly labels?: string;
  readonly node?: string;
  /** Of its only container: `http:80`, `dns:53/UDP`. */
  readonly ports?: readonly string[];
  readonly hostNetwork?: boolean;
  readonly phase?: string;
  readonly terminating?: boolean;
  readonly spec?: Partial<RawPod['spec']>;
}

/** @param name `namespace/name` or a bare name. @param addresses Separated by spaces. Empty for a pod that waits for an address. */
export function pod(name: string, addresses: string, options: PodOptions = {}): RawPod {
  const ips = addresses.split(' ').filter(ip => ip !== '');
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...named(name),
      labels: labels(options.labels ?? ''),
      ...(options.terminating ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}),
    },
    spec: {
      ...(options.node === undefined ? {} : { nodeName: options.node }),
      ...(options.hostNetwork === undefined ? {} : { hostNetwork: options.hostNetwork }),
      containers: [container('c', ...(options.ports ?? []))],
      ...options.spec,
    },
    status: { phase: options.phase ?? 'Running', ...(ips.length === 0 ? {} : { podIP: ips[0]!, podIPs: ips.map(ip => ({ ip })) }) },
  };
}

export function container(name: string, ...ports: string[]) {
  return { name, image: 'example.org/image', ports: ports.map(containerPort) };
}

export function policy(name: string, spec: RawPolicySpec): RawPolicy {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: named(name), spec };
}

/** A cluster with these objects and their namespaces. */
export function cluster(...objects: RawObject[]): RawCluster {
  const of = <K extends RawObject['kind']>(kind: K) => objects.filter(object => object.kind === kind) as Extract<RawObject, { kind: K }>[];
  const declared = of('Namespace');
  const used = new Set([...of('Pod'), ...of('NetworkPolicy')].map(({ metadata }) => metadata.namespace!));
  const implied = [...used].filter(name => !declared.some(({ metadata }) => metadata.name === name)).map(name => namespace(name));
  return { namespaces: [...declared, ...implied], nodes: of('Node'), pods: of('Pod'), policies: of('NetworkPolicy') };
}

/** `client > web:80`, `y/client > 10.0.0.1:53/UDP`, `web#1 > [fd00::1]:80`. `#1` is the pod's second address. */
export function packet(cluster: RawCluster, text: string): RawPacket {
  const parts = /^(\S+) > (\S+):(\d+)(?:\/(TCP|UDP|SCTP))?$/.exec(text);
  if (!parts) throw new TypeError(`not a packet: ${text}`);
  const [, from, to, port, protocol = 'TCP'] = parts as unknown as [string, string, string, string, RawProtocol?];
  return { from: address(cluster, from), to: address(cluster, to), protocol, port: Number(port) };
}

function address(cluster: RawCluster, text: string): string {
  if (/^[\d.]+$/.test(text)) return text;
  if (text.includes(':')) return text.replace(/[[\]]/g, '');
  const [path, index = '0'] = text.split('#') as [string, string?];
  const { namespace, name } = named(path);
  const found = cluster.pods.find(({ metadata }) => metadata.namespace === namespace && metadata.name === name);
  const ip = items(found?.status?.podIPs)[Number(index)]?.ip;
  if (ip === undefined) throw new TypeError(`no such address: ${text}`);
  return ip;
}

function named(path: string): { namespace: string; name: string } {
  const parts = path.split('/');
  return parts.length === 1 ? { namespace: HERE, name: path } : { namespace: parts[0]!, name: parts[1]! };
}

function labels(text: string): Record<string, string> {
  const pairs = text.split(' ').filter(pair => pair !== '');
  return Object.fromEntries(pairs.map(pair => pair.split('=') as [string, string]));
}

function containerPort(text: string): RawContainerPort {
  const [name, rest] = text.split(':') as [string, string];
  const [port, protocol] = rest.split('/') as [string, RawProtocol?];
  return { name, containerPort: Number(port), ...(protocol === undefined ? {} : { protocol }) };
}
