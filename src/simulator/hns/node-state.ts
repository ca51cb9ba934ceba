/** Everything one Windows node's HNS holds, and the changes that others may watch. */
import type { EndpointRecord, NamespaceRecord, NetworkRecord } from './records.ts';
import type { Switches } from './switches.ts';

export interface HnsVersion {
  readonly Major: number;
  readonly Minor: number;
}

/** Nobody knows HNS's own limits; these are what a test chooses. */
export interface Limits {
  /** Entries in one address field; Microsoft's advice to Calico is 4,000. */
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
  /** Endpoints that HNS does not list yet after a restart. Their ports, and so their ACLs, work on. */
  readonly dormant: Set<string>;
}

export interface Change {
  /**
   * `write`: policies changed. `life-cycle`: an endpoint came, went, or changed its state or addresses.
   */
  readonly kind: 'write' | 'life-cycle';
  /** `caller`: through HNS. `outside`: a test's edit behind HNS's back. `restart`: HNS lost policies. */
  readonly writer: 'caller' | 'outside' | 'restart';
  /** Endpoints whose verdicts may have changed; GUIDs in lower case. */
  readonly endpoints: readonly string[];
  /** Their addresses, before and after; canonical text. */
  readonly addresses: readonly string[];
}

export function atLeast({ Major, Minor }: HnsVersion, major: number, minor: number): boolean {
  return Major > major || (Major === major && Minor >= minor);
}
