/**
 * What nobody here knows about HNS, as positions. The first of each list is the default: the one that forgives a caller least, or, where
 * neither is stricter, the one with the better evidence. An agent must be right in every position. Rows of behaviours.ts say where each belongs.
 */
import type { Hresult } from './hresult.ts';

const codes = <const T extends readonly Hresult[]>(...list: T): T => list;

export const SWITCHES = {
  /** A caller that is not elevated is denied every call. */
  access: ['granted', 'denied'],
  /** Code for a handle that was never opened, or is closed. */
  badHandle: codes('E_HANDLE', 'E_INVALIDARG'),
  /** Code for a handle whose object was deleted meanwhile. */
  staleHandle: codes('HCN_E_OBJECT_USED_AFTER_UNLOAD', 'HCN_E_ENDPOINT_NOT_FOUND'),
  /** How GUIDs are printed; mixed: lists in upper case, documents in lower. */
  guidCase: ['mixed', 'upper', 'lower'],
  /** Which documents a query without SchemaVersion returns. */
  unversionedQuery: ['v2', 'v1'],
  /** A filter on a property that objects of that kind do not have. */
  unknownFilterKey: ['refuse', 'no-match'],
  /** Whether v2 endpoint documents carry State (v1 ones always do). */
  stateInV2: ['absent', 'present'],
  endpointNotFound: codes('HCN_E_ENDPOINT_NOT_FOUND', 'ERROR_NOT_FOUND'),
  enumCase: ['exact', 'any'],
  /** RequestType or ResourceType missing; first: the enumeration's zero is meant (Add, Port). */
  missingRequestType: ['refuse', 'first'],
  /** `Protocols: "6,17"`. */
  protocolList: ['refuse', 'accept'],
  /** Ports beside any protocol, or beside one that has no ports. */
  portsWithoutProtocol: ['refuse', 'accept'],
  /** Switch rules outside 1–65500, Host rules with a priority. */
  unusualPriority: ['refuse', 'accept'],
  /** IPv4 and IPv6 in one ACL. */
  mixedFamilies: ['refuse', 'accept'],
  duplicateAdd: ['refuse', 'append'],
  /**
   * What an Update takes away. perType: every ACL, and of other types those that the request names. all: every policy. sentTypes: only types
   * that the request names, so that a request without an ACL leaves the ACLs.
   */
  updateReplaces: ['perType', 'all', 'sentTypes'],
  /** An Update with `Policies: []`; the form `[{}]` always clears. */
  emptyUpdate: ['refuse', 'clear', 'ignore'],
  /** buggy: Remove answers S_OK and changes nothing. */
  remove: ['exact', 'buggy'],
  reset: codes('HCN_E_REQUEST_UNSUPPORTED', 'E_NOTIMPL'),
  /** partial: what stands before the invalid policy takes effect, and the call fails. */
  invalidElement: ['atomic', 'partial'],
  /** Code for a feature newer than the simulated HNS. */
  featureTooNew: codes('HCN_E_INVALID_POLICY_TYPE', 'E_INVALIDARG'),
  remoteEndpoint: codes('HCN_E_INVALID_REMOTE_ENDPOINT_OPERATION', 'HCN_E_ENDPOINT_NOT_LOCAL'),
  /** normalised: other order of keys and list entries, defaults written out, empty strings and /32 dropped; the meaning is the same. */
  readBack: ['verbatim', 'normalised'],
  /** Code for an ACL that names a SetPolicy which does not exist. */
  missingSet: codes('HCN_E_INVALID_POLICY', 'HCN_E_INVALID_JSON_REFERENCE'),
  duplicateSet: ['refuse', 'replace'],
  missingMember: codes('HCN_E_INVALID_JSON_REFERENCE', 'HCN_E_INVALID_POLICY'),
  updateOfMissingSet: ['skip', 'refuse'],
  emptySet: ['refuse', 'accept'],
  /** What removing a network does to its endpoints. */
  networkRemoval: ['cascade', 'refuse'],
  /** `CreateWithCompartment` in a namespace's document; a field that some builds do not know. */
  namespaceCompartment: ['refuse', 'accept'],
  /**
   * What becomes of a packet that no ACL matches. deny: blocked once the endpoint has an ACL in that direction. denyBoth: once it has one in
   * either direction.
   */
  noMatch: ['allow', 'deny', 'denyBoth'],
  /**
   * closed: on an L2Bridge network an endpoint that has ACLs which it was not created with also needs a Host rule that allows the packet. (Calico
   * writes one for l2bridge; Azure CNI creates endpoints with ACLs and without one.)
   */
  hostFirewall: ['closed', 'open'],
  /** What the address 0.0.0.0/0 or ::/0 in an ACL matches. */
  wholeFamilyBlock: ['nothing', 'everything'],
  /** Whether ACLs have an effect on networks without VFP (NAT, Transparent, ICS). */
  aclsWithoutVfp: ['enforced', 'ignored'],
  /** Where a SetPolicy stands in an ACL. localRemote: as an address would. sourceDestination: LocalAddresses is the source in both directions. */
  setSides: ['localRemote', 'sourceDestination'],
  /** Several SetPolicies in one field. any: as addresses. all: only an address that is in every one of them, which is what Azure NPM means. */
  severalSets: ['any', 'all'],
} as const;

export type Switches = { readonly [Name in keyof typeof SWITCHES]: (typeof SWITCHES)[Name][number] };

/** Every switch in its first position. */
export const STRICT: Switches = Object.fromEntries(
  Object.entries(SWITCHES).map(([name, positions]) => [name, positions[0]]),
) as unknown as Switches;
