/**
 * Finds the pod that an HNS endpoint belongs to, from scratch each time. No result is kept, so a recycled address or a re-created
 * endpoint cannot hand one pod another's ACLs. An endpoint without an owner is left alone. One with several is closed.
 */
import { canonical } from '../../core/address.ts';
import type { Owners } from '../../core/claims.ts';
import type { Cluster } from '../../core/cluster.ts';
import { keyOf, type Pod } from '../../core/model.ts';
import type { HnsEndpoint, HnsNetwork } from '../../hns/document/schema.ts';
import { type NetworkTypeName, networkType, typeOf } from '../../hns/network-types.ts';

export interface NetworkChoice {
  /** Tested against the network's name. */
  readonly network?: RegExp;
  /** Absent: any type if `network` is set, else the types that carry pods. */
  readonly networkTypes?: readonly NetworkTypeName[];
}

export interface Owned {
  readonly endpoint: HnsEndpoint;
  readonly networkType: string;
  /** Canonical. */
  readonly addresses: readonly string[];
  /** Sorted by key. */
  readonly pods: Owners;
}

export interface Matching {
  /** Only endpoints that a live pod claims. The pod of any other is not known yet or has just ended. */
  readonly owned: readonly Owned[];
  /** Pods with an address but no endpoint, except terminating ones. */
  readonly waiting: readonly Pod[];
}

/**
 * @param endpoints The live local endpoints of the node.
 * @param node Name of the node. Only its pods can own the endpoints.
 */
export function match(
  endpoints: readonly HnsEndpoint[],
  networks: readonly HnsNetwork[],
  cluster: Cluster,
  node: string,
  choice: NetworkChoice = {},
): Matching {
  const types = new Map(networks.filter(network => isChosen(network, choice)).map(network => [network.ID, typeOf(network)]));
  const owned = endpoints.flatMap((endpoint): Owned[] => {
    const networkType = types.get(endpoint.HostComputeNetwork);
    const addresses = (endpoint.IpConfigurations ?? []).flatMap(({ IpAddress }) => canonical(IpAddress) ?? []);
    const pods = cluster.endpointOwners(addresses, node);
    return networkType === undefined || !pods ? [] : [{ endpoint, networkType, addresses, pods }];
  });
  const found = new Set(owned.flatMap(({ pods }) => pods.map(keyOf)));
  const waiting = cluster.podsOfNode(node).filter(pod => pod.addresses.length > 0 && !pod.terminating && !found.has(keyOf(pod)));
  return { owned, waiting };
}

export function isChosen(network: HnsNetwork, { network: name, networkTypes }: NetworkChoice): boolean {
  if (name && !name.test(network.Name)) return false;
  const type = networkType(typeOf(network));
  if (networkTypes) return type !== undefined && networkTypes.includes(type.name);
  return name !== undefined || type?.carriesPods === true;
}
