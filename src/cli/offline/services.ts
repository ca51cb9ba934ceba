/** Services and their endpoints, for connections that name a Service. Reads leniently: a Service only decides which pods are asked about. */
import { canonical } from '../../core/address.ts';
import type { Cluster } from '../../core/cluster.ts';
import { keyOf, type Pod, type Protocol } from '../../core/model.ts';
import type { ManifestKind } from './manifest-kind.ts';
import { isObject, type JsonObject } from './manifests.ts';

export interface ServicePort {
  readonly name: string;
  readonly protocol: string;
  readonly port: number;
  /** A number, or the name of a container port. */
  readonly targetPort: number | string;
  readonly nodePort?: number;
}

export interface Service {
  readonly namespace: string;
  readonly name: string;
  /** Canonical. Empty for a headless Service. */
  readonly clusterIps: readonly string[];
  readonly ports: readonly ServicePort[];
  /** Empty: the EndpointSlices alone define the endpoints. */
  readonly selector: Readonly<Record<string, unknown>>;
}

/** A ready endpoint of a Service. */
export interface ServiceEndpoint {
  readonly address: string;
  readonly port: number;
}

interface Slice {
  readonly ports: readonly { readonly name: string; readonly port: number }[];
  readonly addresses: readonly string[];
}

export class Services {
  readonly #services = new Map<string, Service>();
  /** By `namespace/name` of the Service. */
  readonly #slices = new Map<string, Slice[]>();

  /** Ignores other kinds. */
  add(kind: ManifestKind, object: JsonObject): void {
    if (kind === 'Service') this.#addService(object);
    else if (kind === 'EndpointSlice') this.#addSlice(object);
  }

  get(key: string): Service | undefined {
    return this.#services.get(key);
  }

  /** The Service with this cluster IP, or undefined. */
  atClusterIp(address: string): Service | undefined {
    return [...this.#services.values()].find(({ clusterIps }) => clusterIps.includes(address));
  }

  /** The Service with this node port, or undefined. */
  atNodePort(port: number, protocol: Protocol): { readonly service: Service; readonly port: ServicePort } | undefined {
    for (const service of this.#services.values()) {
      const found = service.ports.find(({ nodePort, protocol: own }) => nodePort === port && own === protocol);
      if (found) return { service, port: found };
    }
    return undefined;
  }

  /** From EndpointSlices, or without them from the pods that the selector selects. Sorted by address. */
  endpointsOf(service: Service, port: ServicePort, cluster: Cluster): readonly ServiceEndpoint[] {
    const slices = this.#slices.get(keyOf(service));
    const endpoints = slices
      ? slices.flatMap(slice => {
          const number = slice.ports.find(({ name }) => name === port.name)?.port;
          return number === undefined ? [] : slice.addresses.map(address => ({ address, port: number }));
        })
      : selected(service, cluster).flatMap(pod => {
          const number = targetPort(pod, port);
          return number === undefined ? [] : pod.addresses.slice(0, 1).map(address => ({ address, port: number }));
        });
    return endpoints.sort((a, b) => (a.address < b.address ? -1 : 1));
  }

  /** Undefined: the input has no EndpointSlice of the Service, so it is unknown which pods are ready. */
  hasSlices(service: Service): boolean {
    return this.#slices.has(keyOf(service));
  }

  #addService({ metadata, spec }: JsonObject): void {
    const { namespace, name } = isObject(metadata) ? metadata : {};
    if (typeof namespace !== 'string' || typeof name !== 'string' || !isObject(spec)) return;
    const ips = Array.isArray(spec.clusterIPs) ? spec.clusterIPs : [spec.clusterIP];
    const clusterIps = ips.flatMap(ip => (typeof ip === 'string' ? (canonical(ip) ?? []) : []));
    const ports = objectsIn(spec.ports).flatMap(port => portOf(port) ?? []);
    this.#services.set(`${namespace}/${name}`, {
      namespace,
      name,
      clusterIps,
      ports,
      selector: isObject(spec.selector) ? spec.selector : {},
    });
  }

  #addSlice({ metadata, endpoints, ports }: JsonObject): void {
    const { namespace, labels } = isObject(metadata) ? metadata : {};
    const service = isObject(labels) ? labels['kubernetes.io/service-name'] : undefined;
    if (typeof namespace !== 'string' || typeof service !== 'string') return;
    const addresses = objectsIn(endpoints)
      .filter(({ conditions }) => !isObject(conditions) || (conditions.ready ?? true) === true)
      .flatMap(endpoint => (Array.isArray(endpoint.addresses) ? endpoint.addresses : []))
      .flatMap(address => (typeof address === 'string' ? (canonical(address) ?? []) : []));
    const numbers = objectsIn(ports).flatMap(({ name, port }) => (typeof port === 'number' ? [{ name: String(name ?? ''), port }] : []));
    const key = `${namespace}/${service}`;
    this.#slices.set(key, [...(this.#slices.get(key) ?? []), { ports: numbers, addresses }]);
  }
}

function portOf({ name, protocol, port, targetPort, nodePort }: JsonObject): ServicePort | undefined {
  if (typeof port !== 'number') return undefined;
  return {
    name: String(name ?? ''),
    protocol: String(protocol ?? 'TCP'),
    port,
    targetPort: typeof targetPort === 'number' || typeof targetPort === 'string' ? targetPort : port,
    ...(typeof nodePort === 'number' && { nodePort }),
  };
}

function selected({ namespace, selector }: Service, cluster: Cluster): Pod[] {
  const labels = Object.entries(selector);
  if (labels.length === 0) return [];
  const isSelected = (pod: Pod): boolean => !pod.finished && !pod.terminating && labels.every(([key, value]) => pod.labels[key] === value);
  return [...cluster.podsOfNamespace(namespace)].filter(isSelected);
}

function targetPort(pod: Pod, { targetPort, protocol }: ServicePort): number | undefined {
  if (typeof targetPort === 'number') return targetPort;
  return pod.ports.find(({ name, protocol: own }) => name === targetPort && own === protocol)?.port;
}

function objectsIn(list: unknown): JsonObject[] {
  return Array.isArray(list) ? list.filter(isObject) : [];
}
