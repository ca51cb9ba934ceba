/**
 * Finds the pod that an HNS endpoint belongs to, from scratch each time. The network namespace of the endpoint decides where a sandbox with that
 * namespace is known. Addresses decide otherwise. An endpoint without an owner is left alone. One with several is closed.
 */
import { canonical } from '../../core/address.ts';
import type { Owners } from '../../core/claims.ts';
import type { Cluster } from '../../core/cluster.ts';
import { keyOf, type Pod } from '../../core/model.ts';
import type { HnsEndpoint, HnsNetwork } from '../../hns/document/schema.ts';
import { type NetworkTypeName, networkType, typeOf } from '../../hns/network-types.ts';
import type { PodSandbox, SandboxPods } from './sandbox-pods.ts';

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
  /** The sandbox that proves the one owner. Absent: the addresses decided. */
  readonly sandbox?: PodSandbox;
  /** The last rules of the pod are good enough, although its policies have changed. */
  readonly mayLag?: boolean;
  /** The pods that the addresses alone would name, where they name others. */
  readonly rivals?: Owners;
}

export interface Matching {
  /** Endpoints of selected networks that belong to a pod of the node. */
  readonly owned: readonly Owned[];
  /** Endpoints of selected networks that are attached to a container and belong to no known pod. */
  readonly unowned: readonly HnsEndpoint[];
}

export interface Matcher {
  readonly cluster: Cluster;
  /** Name of the node. Only its pods can own the endpoints. */
  readonly node: string;
  readonly choice: NetworkChoice;
  /** Absent: only addresses decide. */
  readonly sandboxes?: SandboxPods;
}

/** @param endpoints Live local endpoints of the node. */
export function match(endpoints: readonly HnsEndpoint[], networks: readonly HnsNetwork[], matcher: Matcher): Matching {
  const { cluster, node, choice, sandboxes } = matcher;
  const types = new Map(networks.filter(network => isChosen(network, choice)).map(network => [network.ID, typeOf(network)]));
  const owned: Owned[] = [];
  const unowned: HnsEndpoint[] = [];
  for (const endpoint of endpoints) {
    const networkType = types.get(endpoint.HostComputeNetwork);
    if (networkType === undefined) continue;
    const addresses = addressesOf(endpoint);
    const claimants = cluster.endpointOwners(addresses, node);
    const sandbox = sandboxes?.inNamespace(endpoint.HostComputeNamespace);
    if (sandbox && sandboxes) {
      const pod = sandboxes.podOf(sandbox, addresses);
      const rivals = claimants?.some(other => keyOf(other) !== keyOf(pod)) ? claimants : undefined;
      owned.push({ endpoint, networkType, addresses, pods: [pod], sandbox, ...(rivals && { rivals }) });
    } else if (claimants) owned.push({ endpoint, networkType, addresses, pods: claimants });
    else if (endpoint.HostComputeNamespace) unowned.push(endpoint);
  }
  return { owned, unowned };
}

const known = new WeakMap<HnsEndpoint, readonly string[]>();

/** Canonical. Kept, because every search asks for those of every endpoint. */
function addressesOf(endpoint: HnsEndpoint): readonly string[] {
  let addresses = known.get(endpoint);
  if (!addresses) {
    addresses = (endpoint.IpConfigurations ?? []).flatMap(({ IpAddress }) => canonical(IpAddress) ?? []);
    known.set(endpoint, addresses);
  }
  return addresses;
}

/** Pods with an address but no endpoint, except terminating ones. @param owned All endpoints of the node that have an owner. */
export function waitingPods(owned: readonly Owned[], { cluster, node }: Matcher): readonly Pod[] {
  const found = new Set(owned.flatMap(({ pods }) => pods.map(keyOf)));
  return cluster.podsOfNode(node).filter(pod => pod.addresses.length > 0 && !pod.terminating && !found.has(keyOf(pod)));
}

/** Ready sandboxes without an endpoint. @param owned All endpoints of the node that have an owner. */
export function bareSandboxes(owned: readonly Owned[], { sandboxes }: Matcher): readonly PodSandbox[] {
  const used = new Set(owned.flatMap(({ sandbox }) => sandbox?.id ?? []));
  return sandboxes?.ready.filter(({ id, network }) => network.networkNamespace !== undefined && !used.has(id)) ?? [];
}

export function isChosen(network: HnsNetwork, { network: name, networkTypes }: NetworkChoice): boolean {
  if (name && !name.test(network.Name)) return false;
  const type = networkType(typeOf(network));
  if (networkTypes) return type !== undefined && networkTypes.includes(type.name);
  return name !== undefined || type?.carriesPods === true;
}
