/**
 * Every simulated behaviour of HNS, with its evidence. The ids are the rows of docs/reference/hns-api.md §8, which gives the sources.
 * A1–A3 are missing because they concern only the native libraries. M10 is covered by C6.
 */
import type { SWITCHES } from './switches.ts';

export type Evidence = 'documented' | 'client source' | 'observed' | 'inferred' | 'unknown';

export interface Behaviour {
  readonly statement: string;
  /** Evidence for the statement. The positions of its switches are guesses. */
  readonly evidence: Evidence;
  /** The parts that are unknown. */
  readonly switches?: readonly (keyof typeof SWITCHES)[];
}

export const BEHAVIOURS = {
  A4: { statement: 'A failure has a failing HRESULT and an error record, and no result. A success has no record', evidence: 'inferred' },
  A5: { statement: 'Enumerate returns [] when there is no match. Query always returns a document', evidence: 'client source' },
  A6: { statement: 'Each open handle is unique. A bogus or closed handle is an error', evidence: 'inferred', switches: ['badHandle'] },
  A7: { statement: 'A handle whose object was deleted fails', evidence: 'documented', switches: ['staleHandle'] },
  A8: { statement: 'A handle that is never closed does no harm', evidence: 'client source' },
  A9: { statement: 'Each of several concurrent calls reads a consistent state', evidence: 'observed' },
  A10: {
    statement: 'HNS accepts GUIDs in any case, and callers cannot rely on the case that it prints',
    evidence: 'observed',
    switches: ['guidCase'],
  },
  A11: { statement: 'An empty query is the default query', evidence: 'documented' },

  Q1: { statement: 'Enumerate returns a JSON array of GUIDs', evidence: 'documented' },
  Q2: {
    statement: 'Filter is a JSON document as text. Its keys are v1 names, compared for equality',
    evidence: 'client source',
    switches: ['unknownFilterKey'],
  },
  Q3: { statement: 'A malformed query is HCN_E_INVALID_JSON', evidence: 'inferred' },
  Q4: { statement: 'A malformed filter is HCN_E_INVALID_JSON', evidence: 'unknown' },
  Q5: {
    statement: 'SchemaVersion 2 returns v2 documents, and 1 returns v1 documents',
    evidence: 'client source',
    switches: ['unversionedQuery', 'stateInV2'],
  },
  Q6: { statement: 'The flag Detailed adds Health', evidence: 'documented' },
  Q7: { statement: 'A NAT network has no Type', evidence: 'client source' },
  Q8: { statement: 'An object deleted between Enumerate and Open is not found', evidence: 'inferred' },

  M1: { statement: 'An unknown endpoint is not found at Open', evidence: 'client source', switches: ['endpointNotFound'] },
  M2: { statement: 'Text that is not JSON is HCN_E_INVALID_JSON', evidence: 'observed' },
  M3: { statement: 'An unknown field at any depth is HCN_E_INVALID_JSON, and the error record names it', evidence: 'observed' },
  M4: { statement: 'A known field of the wrong type or out of range is HCN_E_INVALID_JSON', evidence: 'inferred' },
  M5: {
    statement: 'Enumerations are names, and in requests also numbers. Any other name is HCN_E_INVALID_JSON',
    evidence: 'observed',
    switches: ['enumCase'],
  },
  M6: { statement: 'A request without RequestType or ResourceType is rejected', evidence: 'unknown', switches: ['missingRequestType'] },
  M7: { statement: 'An unknown policy type is HCN_E_INVALID_POLICY_TYPE', evidence: 'observed' },
  M8: { statement: 'An ACL without Action or Direction is HCN_E_INVALID_POLICY', evidence: 'inferred' },
  M9: {
    statement: 'An entry that is not an address or CIDR ("Any", for example) is HCN_E_INVALID_POLICY',
    evidence: 'observed',
    switches: ['mixedFamilies'],
  },
  M11: { statement: 'A bad protocol is HCN_E_INVALID_POLICY', evidence: 'unknown', switches: ['protocolList'] },
  M12: { statement: 'Ports are numbers and ranges. Invalid ones are HCN_E_INVALID_POLICY', evidence: 'unknown' },
  M13: {
    statement: 'Ports with any protocol, or with a protocol that has no ports, are rejected',
    evidence: 'unknown',
    switches: ['portsWithoutProtocol'],
  },
  M14: {
    statement: 'A Switch rule has a priority from 1 to 65500. A Host rule has none',
    evidence: 'client source',
    switches: ['unusualPriority'],
  },
  M15: { statement: 'Add appends', evidence: 'client source', switches: ['duplicateAdd'] },
  M16: {
    statement: 'Update replaces the ACLs with those sent, and keeps other types that are not sent',
    evidence: 'inferred',
    switches: ['updateReplaces'],
  },
  M28: {
    statement: 'Update replaces an ACL with another one that has the same Id. Without the fixes of Server 2022 it may keep the old one',
    evidence: 'unknown',
    switches: ['sameIdUpdate'],
  },
  M17: { statement: 'Update with [{}] clears', evidence: 'client source', switches: ['emptyUpdate'] },
  M18: {
    statement: 'Remove takes the policy whose fields match, and fails without a match',
    evidence: 'client source',
    switches: ['remove'],
  },
  M19: { statement: 'Refresh changes no policy. Reset is rejected', evidence: 'documented', switches: ['reset'] },
  M20: { statement: 'A request with an invalid policy is rejected as a whole', evidence: 'unknown', switches: ['invalidElement'] },
  M21: { statement: 'A NAT endpoint accepts Switch ACLs', evidence: 'client source' },
  M22: { statement: 'A feature newer than HNS is rejected', evidence: 'observed', switches: ['featureTooNew'] },
  M23: { statement: 'A remote endpoint accepts no policies', evidence: 'documented', switches: ['remoteEndpoint'] },
  M24: {
    statement: 'A Created endpoint stores policies until it is attached. A detached or degraded one accepts none',
    evidence: 'client source',
  },
  M25: { statement: 'While a pod starts, its switch port may be missing for a while: HCN_E_PORT_NOT_FOUND', evidence: 'observed' },
  M26: { statement: 'Policies are read back in stored order', evidence: 'observed', switches: ['readBack'] },
  M27: { statement: 'An ACL that names a missing SetPolicy is rejected', evidence: 'inferred', switches: ['missingSet'] },

  N1: { statement: 'A second SetPolicy with the same Id is rejected', evidence: 'unknown', switches: ['duplicateSet'] },
  N2: { statement: 'A nested set with a missing member is rejected', evidence: 'client source', switches: ['missingMember'] },
  N3: { statement: 'A set that an ACL or a nested set names cannot be removed', evidence: 'client source' },
  N4: { statement: 'An Update of a missing set has no effect', evidence: 'client source', switches: ['updateOfMissingSet'] },
  N5: { statement: 'A set without values is rejected', evidence: 'unknown', switches: ['emptySet'] },
  N6: { statement: 'Removing a network removes its endpoints', evidence: 'unknown', switches: ['networkRemoval'] },
  N7: { statement: 'An unknown network is HCN_E_NETWORK_NOT_FOUND', evidence: 'observed' },

  C1: { statement: "Create uses the caller's id and returns an open handle", evidence: 'client source' },
  C2: { statement: 'A document without SchemaVersion is a v1 document, which is not simulated', evidence: 'inferred' },
  C3: { statement: 'An unknown field or a wrong type is HCN_E_INVALID_JSON', evidence: 'observed' },
  C4: { statement: 'A network name that is taken is HCN_E_NETWORK_ALREADY_EXISTS', evidence: 'documented' },
  C5: { statement: 'A new endpoint is in state Created. HNS checks its policies as those of an Add', evidence: 'client source' },
  C6: { statement: 'An address outside the subnets of the network is HCN_E_INVALID_IP', evidence: 'documented' },
  C7: {
    statement: 'A namespace may be created with its compartment',
    evidence: 'observed',
    switches: ['namespaceCompartment'],
  },
  C8: { statement: 'Adding an endpoint to a namespace attaches it. An endpoint can be in one namespace', evidence: 'client source' },
  C9: { statement: 'Delete takes an id. A missing object is not found', evidence: 'client source' },

  H1: { statement: 'A rejected v1 call is S_OK with Success false', evidence: 'inferred' },
  H2: { statement: 'The final slash of a path is optional', evidence: 'client source' },
  H3: { statement: 'Output is an array for a list and an object for one item', evidence: 'client source' },
  H4: { statement: 'POST to an endpoint replaces its ACLs and keeps other types', evidence: 'observed' },
  H5: { statement: 'HNS accepts Protocol and Protocols, LocalPort and LocalPorts', evidence: 'client source' },
  H6: { statement: 'v1 ACLs are flat, with defaults written out', evidence: 'observed' },
  H7: { statement: 'The response to an unknown id has the error code in the envelope', evidence: 'inferred' },
  H8: { statement: 'GET /globals/version returns Major and Minor', evidence: 'client source' },
  H9: { statement: 'An unknown path or method is rejected', evidence: 'unknown' },
  H10: { statement: 'DELETE returns the deleted object', evidence: 'unknown' },

  H11: {
    statement: 'A load balancer is a policy list. It names the endpoints of its backends, and has IsDSR only if that is true',
    evidence: 'client source',
  },

  F1: { statement: 'While HNS is stopped every call fails', evidence: 'observed' },
  F2: { statement: 'Calls under way when HNS restarts fail, and may have taken effect', evidence: 'inferred' },
  F3: { statement: 'A stopping HNS returns HCN_E_MANAGER_STOPPED', evidence: 'documented' },
  F4: { statement: 'A call may never return', evidence: 'client source' },
  F5: { statement: 'A call may take long', evidence: 'observed' },
  F6: { statement: 'After a restart HNS lists persistent endpoints late. Their ids stay taken meanwhile', evidence: 'observed' },
  F7: { statement: 'A restart may forget policies', evidence: 'observed' },
  F8: { statement: 'Stale endpoints remain, also with the address of a live one', evidence: 'observed' },
  F9: { statement: 'A restarted pod has an endpoint with a new id, possibly with the same address', evidence: 'inferred' },
  F10: { statement: 'A caller without the privilege is denied', evidence: 'unknown', switches: ['access'] },
  F11: { statement: 'HNS may return S_OK for a change that it did not make', evidence: 'observed' },
  F12: { statement: 'A restart gives the service another process id', evidence: 'inferred' },

  E1: { statement: 'The lowest Priority that matches decides', evidence: 'observed' },
  E2: { statement: 'The winner between two actions at one Priority is undefined', evidence: 'unknown' },
  E3: { statement: 'A packet that no ACL matches is allowed', evidence: 'documented', switches: ['noMatch'] },
  E4: {
    statement: 'Host rules are a second stage, which an L2Bridge network needs to allow',
    evidence: 'client source',
    switches: ['hostFirewall'],
  },
  E5: { statement: 'Replies of an allowed flow pass', evidence: 'observed' },
  E6: { statement: 'An absent or empty field is any, in both families', evidence: 'client source' },
  E7: { statement: '0.0.0.0/0 and ::/0 need not be any', evidence: 'observed', switches: ['wholeFamilyBlock'] },
  E8: { statement: 'In: Local is the destination. Out: Local is the source', evidence: 'client source' },
  E9: { statement: 'Protocol 256 is any. TCP, UDP and SCTP have ports', evidence: 'client source' },
  E10: {
    statement: 'Sources disagree about the sides of SetPolicies, and about several sets in one field',
    evidence: 'client source',
    switches: ['setSides', 'severalSets'],
  },
  E11: { statement: 'A network without VFP may ignore ACLs', evidence: 'observed', switches: ['aclsWithoutVfp'] },
  E12: { statement: 'A connection to a Service with DSR has the addresses of both pods for the ACLs of both', evidence: 'observed' },
  E13: {
    statement: 'Without DSR the ACLs of the client see the address of the Service, and those of the backend see the node of the client',
    evidence: 'documented',
  },
  E14: { statement: 'ICMPv6 is protocol 58, and an ACL cannot name its types', evidence: 'client source' },
  E15: { statement: 'ACLs apply to neighbour discovery', evidence: 'unknown', switches: ['neighbourDiscovery'] },
} as const satisfies Readonly<Record<string, Behaviour>>;

export type BehaviourId = keyof typeof BEHAVIOURS;
