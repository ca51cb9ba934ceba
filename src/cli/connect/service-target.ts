/**
 * A connection to a Service → the connections to its ready endpoints. kube-proxy on the client's node replaces the Service's address with that of
 * an endpoint. With DSR the ACLs of the client see the pod's address (docs/assumptions.md), so the policies are judged for that.
 */
import { formatAddress, parseAddress } from '../../core/address.ts';
import { keyOf } from '../../core/model.ts';
import { CommandError } from '../command-error.ts';
import type { ManifestCluster } from '../offline/cluster-from-manifests.ts';
import type { Service, ServiceEndpoint, ServicePort } from '../offline/services.ts';
import type { Connection, End } from './connect-target.ts';

export interface ServiceTarget {
  /** One connection for each ready endpoint. */
  readonly connections: readonly Connection[];
  /** For instance `shop/db (10.0.0.10:5432) has 2 ready endpoints: …`. */
  readonly resolved: readonly string[];
}

type Offline = Pick<ManifestCluster, 'cluster' | 'services'>;

/** @returns Undefined if the target is no Service. @throws CommandError for a Service that is not in the input, or a port that it lacks. */
export function serviceTarget(offline: Offline, connection: Connection): ServiceTarget | undefined {
  const { to } = connection;
  if ('service' in to) return named(offline, connection, to.service);
  if (!('address' in to)) return undefined;
  const { cluster, services } = offline;
  const address = formatAddress(to.address);
  if (cluster.owners(address).length > 0) return undefined;
  const service = services.atClusterIp(address);
  if (service) return toService(offline, connection, service, portOf(service, connection), `${address}:${connection.port}`);
  const onNode = [...cluster.values('node')].some(({ addresses }) => addresses.includes(address));
  const found = onNode ? services.atNodePort(connection.port, connection.protocol) : undefined;
  if (!found) return undefined;
  const target = toService(offline, connection, found.service, found.port, `node port ${connection.port}`);
  return { ...target, resolved: [...target.resolved, NODE_PORT] };
}

const NODE_PORT =
  "a node may replace the source of a connection to its node port with its own address, unless the Service's externalTrafficPolicy is Local";

function named(offline: Offline, connection: Connection, key: string): ServiceTarget {
  const service = offline.services.get(key);
  if (!service) throw new CommandError([`TO ${key}: no such Service in the input`]);
  if (service.clusterIps.length > 0)
    return toService(offline, connection, service, portOf(service, connection), `${service.clusterIps[0]}:${connection.port}`);
  // The name of a headless Service resolves to its pods, and the client chooses the port.
  const port = { name: '', protocol: connection.protocol, port: connection.port, targetPort: connection.port };
  const known = service.ports.find(({ protocol }) => protocol === connection.protocol) ?? port;
  return toService(offline, connection, service, known, 'headless', connection.port);
}

function portOf(service: Service, { port, protocol }: Connection): ServicePort {
  const found = service.ports.find(own => own.port === port && own.protocol === protocol);
  if (found) return found;
  const ports = service.ports.map(own => `${own.port}/${own.protocol}`).join(', ');
  throw new CommandError([
    `TO ${keyOf(service)}: the Service has no port ${port}/${protocol}. Its ports are ${ports || 'not in the input'}`,
  ]);
}

function toService(
  { cluster, services }: Offline,
  connection: Connection,
  service: Service,
  port: ServicePort,
  how: string,
  fixedPort?: number,
): ServiceTarget {
  const endpoints = services.endpointsOf(service, port, cluster);
  const targets = endpoints.map((endpoint): ServiceEndpoint => ({ ...endpoint, port: fixedPort ?? endpoint.port }));
  const count = `${targets.length} ${services.hasSlices(service) ? 'ready ' : ''}endpoint${targets.length === 1 ? '' : 's'}`;
  const list = targets.map(({ address, port: number }) => `${podsAt(cluster, address)}${address}:${number}`);
  const more = list.length > SHOWN ? ` and ${list.length - SHOWN} more` : '';
  return {
    connections: targets.map(target => ({ ...connection, to: endAt(target), port: target.port })),
    resolved: [`Service ${keyOf(service)} (${how}) has ${count}${list.length > 0 ? `: ${list.slice(0, SHOWN).join(', ')}${more}` : ''}`],
  };
}

const SHOWN = 5;

function endAt({ address }: ServiceEndpoint): End {
  return { address: parseAddress(address)! };
}

function podsAt(cluster: Offline['cluster'], address: string): string {
  const pods = cluster.owners(address).map(keyOf);
  return pods.length > 0 ? `${pods.join(' or ')} ` : '';
}
