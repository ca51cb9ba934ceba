/** The objects of the simulated HNS, and the seeds from which tests and the simulated CNI plugin create them. */
import type { NetworkTypeName } from '../../hns/network-types.ts';

/** A policy as HNS stores it. A policy seeded by a test may have any fields. */
export interface Policy {
  readonly Type: string;
  readonly Settings?: unknown;
  readonly [unknown: string]: unknown;
}

/** Shared with the agent. test/hns/network-types.test.ts states the facts again. */
export type NetworkType = NetworkTypeName;

/** docs/reference/hns-api.md §2.3. A pod's endpoint is live in Attached and AttachedSharing. */
export const ENDPOINT_STATES = {
  Uninitialized: 0,
  Created: 1,
  Attached: 2,
  AttachedSharing: 3,
  Detached: 4,
  Degraded: 5,
  Destroyed: 6,
} as const;
export type EndpointState = keyof typeof ENDPOINT_STATES;

export const REMOTE_ENDPOINT = 1;

export interface NetworkSeed {
  /** GUID in any case. Default: generated. */
  readonly id?: string;
  readonly name: string;
  /** Default L2Bridge. */
  readonly type?: NetworkType;
  /** CIDRs. */
  readonly subnets?: readonly string[];
  readonly policies?: readonly Policy[];
}

export interface EndpointSeed {
  readonly id?: string;
  readonly name?: string;
  /** Id of its network. */
  readonly network: string;
  /** Addresses with or without prefix length (`10.0.0.4`, `10.0.0.4/24`). */
  readonly ips: readonly string[];
  /** Id of its namespace. */
  readonly namespace?: string;
  /** Default AttachedSharing, the state of a running pod's endpoint. */
  readonly state?: EndpointState;
  /** Default 0. 1 is a remote endpoint. */
  readonly flags?: number;
  /** Stored verbatim without validation, like policies of another writer or an older agent. */
  readonly policies?: readonly Policy[];
}

export type NamespaceType = 'Host' | 'HostDefault' | 'Guest' | 'GuestDefault';

export interface NamespaceSeed {
  readonly id?: string;
  readonly compartment?: number;
  /** Default Guest. */
  readonly type?: NamespaceType;
}

export interface NetworkRecord {
  readonly id: string;
  readonly name: string;
  readonly type: NetworkType;
  readonly subnets: readonly string[];
  policies: readonly Policy[];
}

export interface IpConfiguration {
  /** Canonical text. */
  readonly address: string;
  readonly prefixLength: number;
}

export interface EndpointRecord {
  readonly id: string;
  readonly name: string;
  readonly network: string;
  namespace: string | undefined;
  readonly mac: string;
  readonly flags: number;
  ips: readonly IpConfiguration[];
  state: EndpointState;
  /** ACLs from the endpoint's creation (by the CNI plugin), as canonical texts. */
  readonly native: ReadonlySet<string>;
  /** Every write replaces the list. It is never changed in place. */
  policies: readonly Policy[];
}

export interface NamespaceRecord {
  readonly id: string;
  readonly compartment: number;
  readonly type: NamespaceType;
}

/** A load balancer, as kube-proxy writes one for each address and port of a Service. */
export interface LoadBalancerSeed {
  /** Ids of the backends' endpoints. Those on other nodes are remote endpoints. */
  readonly endpoints: readonly string[];
  /** The Service's addresses. Empty: a NodePort. */
  readonly vips: readonly string[];
  readonly protocol: 'TCP' | 'UDP';
  /** Port of the Service. */
  readonly port: number;
  /** Port of the backends. */
  readonly targetPort: number;
  /** Packets to the backend keep the client's address. Otherwise they have the node's. */
  readonly isDsr: boolean;
}

export interface LoadBalancerRecord extends LoadBalancerSeed {
  readonly id: string;
}

/** True for a local endpoint that carries traffic. Only the ACLs of live endpoints apply to packets. */
export function isLive(endpoint: EndpointRecord): boolean {
  return (endpoint.state === 'Attached' || endpoint.state === 'AttachedSharing') && (endpoint.flags & REMOTE_ENDPOINT) === 0;
}

/** An endpoint as a test sees it. */
export interface EndpointView {
  /** Lower case. */
  readonly id: string;
  readonly name: string;
  /** Id of its network. */
  readonly network: string;
  /** Id of its namespace. */
  readonly namespace: string | undefined;
  /** Canonical text, without prefix length. */
  readonly ips: readonly string[];
  readonly state: EndpointState;
  readonly flags: number;
  readonly live: boolean;
}

export function viewOf(endpoint: EndpointRecord): EndpointView {
  const { id, name, network, namespace, state, flags, ips } = endpoint;
  return { id, name, network, namespace, ips: ips.map(ip => ip.address), state, flags, live: isLive(endpoint) };
}
