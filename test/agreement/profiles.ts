/** Simulated nodes with the CNI plugin and kube-proxy of a profile. Every pod has an endpoint, and a Service in front of it. */
import { parseAddress } from '../../src/core/address.ts';
import { keyOf } from '../../src/core/model.ts';
import { HnsClient } from '../../src/hns/client.ts';
import { type DsrCondition, dsrOf } from '../../src/hns/node/dsr.ts';
import { Fabric } from '../../src/simulator/hns/fabric.ts';
import { SimulatedHns } from '../../src/simulator/hns/hns.ts';
import { type NodeProfile, writeService } from '../../src/simulator/node-profiles.ts';
import type { RawCluster, RawPacket } from '../oracle/raw.ts';
import type { World } from '../oracle/world.ts';
import { enforce } from './simulated.ts';

/** The Service `kubernetes`. Its backend is outside the pod network. */
export const KUBERNETES = '10.96.0.1';
const API_SERVER = '10.9.0.100';

export interface ProfiledNodes {
  readonly fabric: Fabric;
  readonly nodes: ReadonlyMap<string, SimulatedHns>;
  allows(packet: RawPacket): boolean;
}

export async function profiledNodes(raw: RawCluster, world: World, profile: NodeProfile, ports: readonly number[]): Promise<ProfiledNodes> {
  const nodes = new Map(raw.nodes.map(({ metadata: { name }, status }) => [name, nodeOf(name, status!.addresses![0]!.address)]));
  const { network } = profile;
  const endpoints = world.endpoints.map(pod => {
    const hns = nodes.get(world.cluster.get('pod', keyOf(pod.policy.pod))!.node!)!;
    const policies = profile.policies(pod.addresses[0]!, hns.address);
    return { hns, pod, id: hns.addEndpoint({ network: networkOf(hns, profile), ips: pod.addresses, policies }) };
  });
  for (const hns of nodes.values()) {
    const services = endpoints.map(({ pod }) => ({ address: serviceOf(pod.addresses[0]!), ports, backends: pod.addresses }));
    for (const service of [{ address: KUBERNETES, ports: [443], backends: [API_SERVER] }, ...services])
      writeService(hns, networkOf(hns, profile), service, profile.isDsr);
  }
  for (const { hns, pod, id } of endpoints)
    await enforce(new HnsClient(hns.transport()), id, pod, { network: network.type, maxEntries: 4000, defaultDeny: 'open' });
  const fabric = new Fabric(nodes.values());
  return {
    fabric,
    nodes,
    allows: ({ from, to, protocol, port }) => fabric.connect({ from: parseAddress(from)!, to: parseAddress(to)!, protocol, port }).allowed,
  };
}

/** The ClusterIP of the Service in front of a pod. */
export function serviceOf(pod: string): string {
  return pod.replace(/^10\.0\.0\./, '10.96.1.');
}

/** The agent's reading of a node. */
export async function detect(hns: SimulatedHns): Promise<DsrCondition> {
  const client = new HnsClient(hns.transport());
  const { value: endpoints } = await client.allEndpoints();
  return dsrOf({ loadBalancers: await client.loadBalancers(), endpoints, serviceAddress: KUBERNETES });
}

function nodeOf(name: string, address: string): SimulatedHns {
  return new SimulatedHns({ name, address });
}

function networkOf(hns: SimulatedHns, { network: { name, type } }: NodeProfile): string {
  const known = networks.get(hns) ?? hns.addNetwork({ name, type, subnets: ['10.0.0.0/16'] });
  networks.set(hns, known);
  return known;
}
const networks = new WeakMap<SimulatedHns, string>();
