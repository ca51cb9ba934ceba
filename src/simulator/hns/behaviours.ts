/**
 * Every behaviour of HNS that is simulated, with its evidence. The ids are the rows of docs/reference/hns-api.md §8, which has the sources.
 * Not here: A1–A3, which only the native libraries can meet, and M10, which belongs to C6.
 */
import type { SWITCHES } from './switches.ts';

export type Evidence = 'documented' | 'client source' | 'observed' | 'inferred' | 'unknown';

export interface Behaviour {
  readonly statement: string;
  /** Of the statement; where there are switches, their positions are guesses whatever stands here. */
  readonly evidence: Evidence;
  /** What of it is unknown. */
  readonly switches?: readonly (keyof typeof SWITCHES)[];
}

export const BEHAVIOURS = {
  A4: { statement: 'A failure has a failing HRESULT, an error record and no result; a success has no record', evidence: 'inferred' },
  A5: { statement: 'Enumerate without a match gives [], never nothing; Query always gives a document', evidence: 'client source' },
  A6: { statement: 'Handles are unique; a bogus or closed one is an error', evidence: 'inferred', switches: ['badHandle'] },
  A7: { statement: 'A handle whose object was deleted fails', evidence: 'documented', switches: ['staleHandle'] },
  A8: { statement: 'Handles that nobody closes do no harm', evidence: 'client source' },
  A9: { statement: 'Concurrent calls each see a whole state', evidence: 'observed' },
  A10: {
    statement: 'GUIDs are accepted in any case and printed in one that callers cannot rely on',
    evidence: 'observed',
    switches: ['guidCase'],
  },
  A11: { statement: 'An empty query is the default query', evidence: 'documented' },

  Q1: { statement: 'Enumerate gives a JSON array of GUIDs', evidence: 'documented' },
  Q2: {
    statement: 'Filter is a JSON document as text; its keys are v1 names, compared for equality; no match gives []',
    evidence: 'client source',
    switches: ['unknownFilterKey'],
  },
  Q3: { statement: 'A malformed query is HCN_E_INVALID_JSON', evidence: 'inferred' },
  Q4: { statement: 'A malformed filter is HCN_E_INVALID_JSON', evidence: 'unknown' },
  Q5: {
    statement: 'SchemaVersion 2 gives v2 documents, 1 gives v1 documents',
    evidence: 'client source',
    switches: ['unversionedQuery', 'stateInV2'],
  },
  Q6: { statement: 'The flag Detailed adds Health', evidence: 'documented' },
  Q7: { statement: 'A NAT network has no Type', evidence: 'client source' },
  Q8: { statement: 'An object deleted between Enumerate and Open is not found', evidence: 'inferred' },

  M1: { statement: 'An unknown endpoint is not found at Open', evidence: 'client source', switches: ['endpointNotFound'] },
  M2: { statement: 'What is no JSON is HCN_E_INVALID_JSON', evidence: 'observed' },
  M3: { statement: 'An unknown field anywhere is HCN_E_INVALID_JSON and is named', evidence: 'observed' },
  M4: { statement: 'A known field of the wrong type or out of range is HCN_E_INVALID_JSON', evidence: 'inferred' },
  M5: {
    statement: 'Enumerations are names; those of requests may be numbers; any other name is HCN_E_INVALID_JSON',
    evidence: 'observed',
    switches: ['enumCase'],
  },
  M6: { statement: 'A request without RequestType or ResourceType is refused', evidence: 'unknown', switches: ['missingRequestType'] },
  M7: { statement: 'An unknown policy type is HCN_E_INVALID_POLICY_TYPE', evidence: 'observed' },
  M8: { statement: 'An ACL without Action or Direction is HCN_E_INVALID_POLICY', evidence: 'inferred' },
  M9: {
    statement: 'What is no address or CIDR, "Any" among it, is HCN_E_INVALID_POLICY',
    evidence: 'observed',
    switches: ['mixedFamilies'],
  },
  M11: { statement: 'A bad protocol is HCN_E_INVALID_POLICY', evidence: 'unknown', switches: ['protocolList'] },
  M12: { statement: 'Ports are numbers and ranges; bad ones are HCN_E_INVALID_POLICY', evidence: 'unknown' },
  M13: {
    statement: 'Ports with any protocol, or one without ports, are refused',
    evidence: 'unknown',
    switches: ['portsWithoutProtocol'],
  },
  M14: {
    statement: 'A Switch rule has a priority from 1 to 65500, a Host rule none',
    evidence: 'client source',
    switches: ['unusualPriority'],
  },
  M15: { statement: 'Add appends', evidence: 'client source', switches: ['duplicateAdd'] },
  M16: {
    statement: 'Update replaces the ACLs with those sent, and keeps other types that are not sent',
    evidence: 'inferred',
    switches: ['updateReplaces'],
  },
  M17: { statement: 'Update with [{}] clears', evidence: 'client source', switches: ['emptyUpdate'] },
  M18: { statement: 'Remove takes the policy whose fields match; none is an error', evidence: 'client source', switches: ['remove'] },
  M19: { statement: 'Refresh changes nothing; Reset is refused', evidence: 'documented', switches: ['reset'] },
  M20: { statement: 'A request with an invalid policy changes nothing', evidence: 'unknown', switches: ['invalidElement'] },
  M21: { statement: 'A NAT endpoint takes Switch ACLs', evidence: 'client source' },
  M22: { statement: 'What needs a newer HNS is refused', evidence: 'observed', switches: ['featureTooNew'] },
  M23: { statement: 'A remote endpoint takes no policies', evidence: 'documented', switches: ['remoteEndpoint'] },
  M24: {
    statement: 'A Created endpoint stores policies, which apply when it is attached; one that is gone or degraded takes none',
    evidence: 'client source',
  },
  M25: { statement: 'While a pod is attached its switch port may be missing: HCN_E_PORT_NOT_FOUND, later not', evidence: 'observed' },
  M26: { statement: 'Policies are read back in stored order', evidence: 'observed', switches: ['readBack'] },
  M27: { statement: 'An ACL that names a missing SetPolicy is refused', evidence: 'inferred', switches: ['missingSet'] },

  N1: { statement: 'A second SetPolicy of one Id is refused', evidence: 'unknown', switches: ['duplicateSet'] },
  N2: { statement: 'A nested set with a missing member is refused', evidence: 'client source', switches: ['missingMember'] },
  N3: { statement: 'A set that an ACL or a nested set names cannot be removed', evidence: 'client source' },
  N4: { statement: 'An Update of a missing set does nothing', evidence: 'client source', switches: ['updateOfMissingSet'] },
  N5: { statement: 'A set without values is refused', evidence: 'unknown', switches: ['emptySet'] },
  N6: { statement: 'A network takes its endpoints with it', evidence: 'unknown', switches: ['networkRemoval'] },
  N7: { statement: 'An unknown network is HCN_E_NETWORK_NOT_FOUND', evidence: 'observed' },

  C1: { statement: 'Create takes the id that the caller names, and gives an open handle', evidence: 'client source' },
  C2: { statement: 'A document without SchemaVersion is one of v1, which is not simulated', evidence: 'inferred' },
  C3: { statement: 'An unknown field or a wrong type is HCN_E_INVALID_JSON', evidence: 'observed' },
  C4: { statement: 'A name that another network has is HCN_E_NETWORK_ALREADY_EXISTS', evidence: 'documented' },
  C5: { statement: 'An endpoint is made in the state Created; its policies are checked as those of an Add', evidence: 'client source' },
  C6: { statement: 'An address outside the subnets of the network is HCN_E_INVALID_IP', evidence: 'documented' },
  C7: {
    statement: 'A namespace may be made with its compartment at once',
    evidence: 'observed',
    switches: ['namespaceCompartment'],
  },
  C8: { statement: 'An endpoint in a namespace is attached, and is in no second one', evidence: 'client source' },
  C9: { statement: 'Delete goes by id; what is not there is not found', evidence: 'client source' },

  H1: { statement: 'A refused v1 call is S_OK with Success false', evidence: 'inferred' },
  H2: { statement: 'A slash at the end of a path makes no difference', evidence: 'client source' },
  H3: { statement: 'Output is an array for a list and an object for one', evidence: 'client source' },
  H4: { statement: 'POST to an endpoint replaces its ACLs and keeps other types', evidence: 'observed' },
  H5: { statement: 'Protocol and Protocols, LocalPort and LocalPorts are both understood', evidence: 'client source' },
  H6: { statement: 'v1 ACLs are flat, with defaults written out', evidence: 'observed' },
  H7: { statement: 'An unknown id is answered with its code in the envelope', evidence: 'inferred' },
  H8: { statement: 'GET /globals/version gives Major and Minor', evidence: 'client source' },
  H9: { statement: 'An unknown path or method is refused', evidence: 'unknown' },
  H10: { statement: 'DELETE returns the object that was deleted', evidence: 'unknown' },

  F1: { statement: 'While HNS is stopped every call fails', evidence: 'observed' },
  F2: { statement: 'Calls under way when HNS restarts fail, and may have taken effect', evidence: 'inferred' },
  F3: { statement: 'HNS that is stopping says so', evidence: 'documented' },
  F4: { statement: 'A call may never return', evidence: 'client source' },
  F5: { statement: 'A call may take long', evidence: 'observed' },
  F6: { statement: 'After a restart HNS lists persistent endpoints late, and not again under a new object', evidence: 'observed' },
  F7: { statement: 'A restart may forget policies', evidence: 'observed' },
  F8: { statement: 'Stale endpoints linger, also with the address of a live one', evidence: 'observed' },
  F9: { statement: 'A pod that restarts has an endpoint with a new id and may have the same address', evidence: 'inferred' },
  F10: { statement: 'Callers without the right are denied', evidence: 'unknown', switches: ['access'] },
  F11: { statement: 'A change may be answered with S_OK and not be made', evidence: 'observed' },
  F12: { statement: 'A restart gives the service another process id', evidence: 'inferred' },

  E1: { statement: 'The lowest Priority that matches decides', evidence: 'observed' },
  E2: { statement: 'Which of two actions wins at one Priority is not defined', evidence: 'unknown' },
  E3: { statement: 'Without a match a packet is allowed', evidence: 'documented', switches: ['noMatch'] },
  E4: { statement: 'Host rules are a second stage, which L2Bridge needs to allow', evidence: 'client source', switches: ['hostFirewall'] },
  E5: { statement: 'Replies of an allowed flow pass', evidence: 'observed' },
  E6: { statement: 'An absent or empty field is any, of both families', evidence: 'client source' },
  E7: { statement: 'The block of all addresses need not be any', evidence: 'observed', switches: ['wholeFamilyBlock'] },
  E8: { statement: 'In: local is the destination; Out: local is the source', evidence: 'client source' },
  E9: { statement: 'Protocol 256 is any; ports are those of TCP, UDP and SCTP', evidence: 'client source' },
  E10: {
    statement: 'What Local and Remote mean for SetPolicies is disputed, and what several of them do',
    evidence: 'client source',
    switches: ['setSides', 'severalSets'],
  },
  E11: { statement: 'Networks without VFP may ignore ACLs', evidence: 'observed', switches: ['aclsWithoutVfp'] },
} as const satisfies Readonly<Record<string, Behaviour>>;

export type BehaviourId = keyof typeof BEHAVIOURS;
