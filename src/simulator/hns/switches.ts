/**
 * Unknown behaviours of HNS. Each switch lists the plausible ones as positions. The first position is the default: the strictest one, or the one
 * with the better evidence if none is stricter. The agent must be correct in every position. behaviours.ts assigns each switch to a behaviour.
 */
import type { Hresult } from './hresult.ts';

const codes = <const T extends readonly Hresult[]>(...list: T): T => list;

export const SWITCHES = {
  /** denied: every call fails, as for a caller that is not elevated. */
  access: ['granted', 'denied'],
  /** Code for a handle that is not open. */
  badHandle: codes('E_HANDLE', 'E_INVALIDARG'),
  /** Code for a handle whose object was deleted. */
  staleHandle: codes('HCN_E_OBJECT_USED_AFTER_UNLOAD', 'HCN_E_ENDPOINT_NOT_FOUND'),
  /** Case of printed GUIDs. mixed: upper case in lists, lower case in documents. */
  guidCase: ['mixed', 'upper', 'lower'],
  /** Documents that a query without SchemaVersion returns. */
  unversionedQuery: ['v2', 'v1'],
  /** Effect of a filter on a property that the object's kind does not have. */
  unknownFilterKey: ['refuse', 'no-match'],
  /** State in v2 endpoint documents. v1 documents always have it. */
  stateInV2: ['absent', 'present'],
  endpointNotFound: codes('HCN_E_ENDPOINT_NOT_FOUND', 'ERROR_NOT_FOUND'),
  enumCase: ['exact', 'any'],
  /** Effect of a missing RequestType or ResourceType. first: the default is the enumeration's first value (Add, Port). */
  missingRequestType: ['refuse', 'first'],
  /** `Protocols: "6,17"`. */
  protocolList: ['refuse', 'accept'],
  /** Ports with any protocol, or with a protocol that has no ports. */
  portsWithoutProtocol: ['refuse', 'accept'],
  /** Switch rules outside 1–65500, Host rules with a priority. */
  unusualPriority: ['refuse', 'accept'],
  /** IPv4 and IPv6 in one ACL. */
  mixedFamilies: ['refuse', 'accept'],
  duplicateAdd: ['refuse', 'append'],
  /**
   * Policies that an Update replaces. perType: all ACLs, and the other types in the request. all: all policies. sentTypes: only the types in the
   * request, so a request without an ACL keeps the ACLs.
   */
  updateReplaces: ['perType', 'all', 'sentTypes'],
  /**
   * Effect of an Update with an ACL that has the Id of a stored ACL and other content. kept: HNS keeps the stored ACL and returns S_OK. This
   * position stands for a Server 2022 without its HNS fixes (docs/reference/windows-nodes.md §4).
   */
  sameIdUpdate: ['replaced', 'kept'],
  /** Effect of an Update with `Policies: []`. An Update with `[{}]` always clears. */
  emptyUpdate: ['refuse', 'clear', 'ignore'],
  /** buggy: Remove returns S_OK without a change. */
  remove: ['exact', 'buggy'],
  reset: codes('HCN_E_REQUEST_UNSUPPORTED', 'E_NOTIMPL'),
  /** partial: the call fails, but the policies before the invalid one take effect. */
  invalidElement: ['atomic', 'partial'],
  /** Code for a feature newer than the simulated HNS. */
  featureTooNew: codes('HCN_E_INVALID_POLICY_TYPE', 'E_INVALIDARG'),
  remoteEndpoint: codes('HCN_E_INVALID_REMOTE_ENDPOINT_OPERATION', 'HCN_E_ENDPOINT_NOT_LOCAL'),
  /** normalised: keys and list entries in another order, defaults written out, empty strings and /32 removed. The meaning is the same. */
  readBack: ['verbatim', 'normalised'],
  /** Code for an ACL that names a missing SetPolicy. */
  missingSet: codes('HCN_E_INVALID_POLICY', 'HCN_E_INVALID_JSON_REFERENCE'),
  duplicateSet: ['refuse', 'replace'],
  missingMember: codes('HCN_E_INVALID_JSON_REFERENCE', 'HCN_E_INVALID_POLICY'),
  updateOfMissingSet: ['skip', 'refuse'],
  emptySet: ['refuse', 'accept'],
  /** Removal of a network that has endpoints. cascade: the endpoints are removed too. */
  networkRemoval: ['cascade', 'refuse'],
  /** The field `CreateWithCompartment` in a namespace's document. Some builds do not know it. */
  namespaceCompartment: ['refuse', 'accept'],
  /**
   * Default action for a packet that no ACL matches. deny: blocked if the endpoint has an ACL in that direction. denyBoth: blocked if it has an
   * ACL in either direction.
   */
  noMatch: ['allow', 'deny', 'denyBoth'],
  /**
   * closed: on an L2Bridge network, an endpoint with ACLs added after its creation needs a Host rule that allows the packet. Calico writes such a
   * rule for l2bridge. Azure CNI creates endpoints that have ACLs but no Host rule.
   */
  hostFirewall: ['closed', 'open'],
  /** Addresses that 0.0.0.0/0 or ::/0 in an ACL matches. */
  wholeFamilyBlock: ['nothing', 'everything'],
  /** Effect of ACLs on neighbour discovery, which is ICMPv6. */
  neighbourDiscovery: ['filtered', 'exempt'],
  /** Effect of ACLs on networks without VFP (NAT, Transparent, ICS). */
  aclsWithoutVfp: ['enforced', 'ignored'],
  /** Sides of a SetPolicy in an ACL. localRemote: those of an address. sourceDestination: LocalAddresses is the source in both directions. */
  setSides: ['localRemote', 'sourceDestination'],
  /** Meaning of several SetPolicies in one field. any: the union. all: the intersection, as in Azure NPM. */
  severalSets: ['any', 'all'],
} as const;

export type Switches = { readonly [Name in keyof typeof SWITCHES]: (typeof SWITCHES)[Name][number] };

/** All switches in their first positions. */
export const STRICT: Switches = Object.fromEntries(
  Object.entries(SWITCHES).map(([name, positions]) => [name, positions[0]]),
) as unknown as Switches;
