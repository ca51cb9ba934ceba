/** The state of one Windows node's HNS, and the changes that it reports. */
import type { EndpointRecord, LoadBalancerRecord, NamespaceRecord, NetworkRecord } from './records.ts';
import type { Switches } from './switches.ts';

export interface HnsVersion {
  readonly Major: number;
  readonly Minor: number;
}

/** Limits chosen by a test. HNS's real limits are unknown. */
export interface Limits {
  /** Entries in one address field. Microsoft advised Calico to use at most 4,000. */
  readonly addressesPerAcl: number;
  readonly aclsPerEndpoint: number;
}

/** Keys are GUIDs in lower case. */
export interface NodeState {
  version: HnsVersion;
  switches: Switches;
  limits: Limits;
  readonly networks: Map<string, NetworkRecord>;
  readonly endpoints: Map<string, EndpointRecord>;
  readonly namespaces: Map<string, NamespaceRecord>;
  readonly loadBalancers: Map<string, LoadBalancerRecord>;
  /** Endpoints that HNS does not list yet after a restart. Their ACLs stay in force. */
  readonly dormant: Set<string>;
}

export interface Change {
  /** `write`: policies changed. `life-cycle`: an endpoint was added or removed, or its state or addresses changed. */
  readonly kind: 'write' | 'life-cycle';
  /** `caller`: a native call. `outside`: a direct edit by a test. `restart`: HNS lost policies. */
  readonly writer: 'caller' | 'outside' | 'restart';
  /** Endpoints with possibly changed verdicts. GUIDs in lower case. */
  readonly endpoints: readonly string[];
  /** Their addresses before and after the change, as canonical text. */
  readonly addresses: readonly string[];
}

export function atLeast({ Major, Minor }: HnsVersion, major: number, minor: number): boolean {
  return Major > major || (Major === major && Minor >= minor);
}
