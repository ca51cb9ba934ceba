/**
 * Which pod an HNS endpoint belongs to, from scratch at every pass: nothing is remembered, so a recycled address or a re-created endpoint
 * cannot hand one pod another's ACLs. What cannot be told is left alone, or isolated where two pods claim it.
 */
import { canonical } from '../../core/address.ts';
import type { Issue } from '../../core/issue.ts';
import { keyOf, type Pod } from '../../core/model.ts';
import type { HnsEndpoint, HnsNetwork } from '../../hns/document/schema.ts';

export interface NetworkChoice {
  /** Tested against the name. */
  readonly network?: RegExp;
  /** Absent: any type where `network` is given, else `POD_NETWORK_TYPES`. */
  readonly networkTypes?: readonly string[];
}

/** The types that CNI plugins give pods of a Windows node; NAT is the container runtime's own. */
export const POD_NETWORK_TYPES = ['L2Bridge', 'L2Tunnel', 'Overlay', 'Transparent'];

export interface Owned {
  readonly endpoint: HnsEndpoint;
  readonly networkType: string;
  /** One pod, or all that claim the endpoint's addresses with the same right. Sorted by key. */
  readonly pods: readonly [Pod, ...Pod[]];
}

export interface Matching {
  /** Endpoints that no live pod claims are not among them: a pod not heard of yet, or one just ended. */
  readonly owned: readonly Owned[];
  /** Pods that have an address, are not ending, and have no endpoint. */
  readonly waiting: readonly Pod[];
  readonly issues: readonly Issue[];
}

/**
 * @param endpoints The live local ones of the node.
 * @param pods The pod-network pods of the node.
 */
export function match(
  endpoints: readonly HnsEndpoint[],
  networks: readonly HnsNetwork[],
  pods: readonly Pod[],
  choice: NetworkChoice = {},
): Matching {
  const types = new Map(networks.filter(network => isChosen(network, choice)).map(network => [id(network.ID), typeOf(network)]));
  const claims = new Map<string, Pod[]>();
  for (const pod of pods) for (const address of pod.addresses) claims.set(address, [...(claims.get(address) ?? []), pod]);

  const owned = endpoints.flatMap((endpoint): Owned[] => {
    const networkType = types.get(id(endpoint.HostComputeNetwork));
    const [first, ...others] = owners(endpoint, claims);
    return networkType === undefined || !first ? [] : [{ endpoint, networkType, pods: [first, ...others] }];
  });
  const found = new Set(owned.flatMap(({ pods: owners }) => owners.map(keyOf)));
  const waiting = pods.filter(pod => pod.addresses.length > 0 && !pod.terminating && !found.has(keyOf(pod)));
  return { owned, waiting, issues: owned.flatMap(disputes) };
}

function owners(endpoint: HnsEndpoint, claims: ReadonlyMap<string, readonly Pod[]>): Pod[] {
  const addresses = (endpoint.IpConfigurations ?? []).flatMap(({ IpAddress }) => canonical(IpAddress) ?? []);
  const claimants = [...new Set(addresses.flatMap(address => claims.get(address) ?? []))];
  // Its successor may have the address already.
  const staying = claimants.filter(pod => !pod.terminating);
  return (staying.length > 0 ? staying : claimants).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

function disputes({ endpoint, pods }: Owned): Issue[] {
  if (pods.length === 1) return [];
  return pods.map(pod => {
    const others = pods.filter(other => other !== pod).map(keyOf);
    const message = `also ${others.join(', ')} has an address of HNS endpoint ${endpoint.ID}: it is closed in both directions until it is clear whose it is`;
    return { severity: 'error', code: 'ambiguous-address', pod: keyOf(pod), path: 'status.podIPs', message };
  });
}

export function isChosen(network: HnsNetwork, { network: name, networkTypes }: NetworkChoice): boolean {
  if (name && !name.test(network.Name)) return false;
  return networkTypes ? networkTypes.includes(typeOf(network)) : name !== undefined || POD_NETWORK_TYPES.includes(typeOf(network));
}

/** HNS leaves Type out where it is NAT (docs/reference/hns-api.md §2.7). */
function typeOf(network: HnsNetwork): string {
  return network.Type ?? 'NAT';
}

/** GUIDs come in either case (docs/reference/hns-api.md §8.1 A10). */
function id(guid: string): string {
  return guid.toLowerCase();
}
