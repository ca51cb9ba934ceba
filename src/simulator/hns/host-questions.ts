/**
 * Maps the questions of the self-test (`Test-HnsPolicyHost`, docs/real-host.md) to the simulator's switches. The ids are those of
 * windows/HnsPolicy/Private/HostTest/Questions.
 */
import type { Switches } from './switches.ts';

export interface HostQuestion {
  /** The switch whose positions are the answers. Several questions may set one switch. They must then have the same answer. */
  readonly sets?: keyof Switches;
  /** Replaces `sets` on networks without VFP, where the question has another meaning. */
  readonly setsWithoutVfp?: keyof Switches;
  /** The only simulated answer. Any other answer is a surprise. */
  readonly simulated?: string;
}

/** The simulator makes no use of the answer. */
const FOR_PEOPLE: HostQuestion = {};

export const HOST_QUESTIONS = {
  'hns-version': FOR_PEOPLE,
  'namespace-compartment': { sets: 'namespaceCompartment' },
  'endpoint-state': { simulated: '3' },

  'update-replaces': { sets: 'updateReplaces' },
  'same-id-update': { sets: 'sameIdUpdate' },
  'empty-update': { sets: 'emptyUpdate' },
  'empty-object-update': { simulated: 'clear' },
  'no-policies-update': { simulated: 'refuse' },
  'missing-request-type': { sets: 'missingRequestType' },
  'numeric-request': { simulated: 'accept' },
  'duplicate-add': { sets: 'duplicateAdd' },
  remove: { sets: 'remove' },
  // Depends on the switch remove.
  'remove-missing': FOR_PEOPLE,
  refresh: { simulated: 'unchanged' },
  reset: { sets: 'reset' },
  'invalid-element': { sets: 'invalidElement' },
  'read-back': { sets: 'readBack' },
  'remote-endpoint': { sets: 'remoteEndpoint' },
  'acl-count': FOR_PEOPLE,

  'port-range': { simulated: 'accept' },
  'port-list': { simulated: 'accept' },
  'port-duplicates': { simulated: 'accept' },
  'port-inverted': { simulated: 'refuse' },
  'ports-with-any-protocol': { sets: 'portsWithoutProtocol' },
  'ports-with-icmp': { sets: 'portsWithoutProtocol' },
  'protocol-list': { sets: 'protocolList' },
  'protocol-sctp': { simulated: 'accept' },
  'protocol-icmpv6': { simulated: 'accept' },
  'protocol-name': { simulated: 'refuse' },
  'protocol-257': { simulated: 'refuse' },
  'priority-zero': { sets: 'unusualPriority' },
  'priority-above-65500': { sets: 'unusualPriority' },
  'host-rule': { simulated: 'accept' },
  'host-priority': { sets: 'unusualPriority' },
  'rule-type-absent': { simulated: 'accept' },
  'address-any': { simulated: 'refuse' },
  'address-whole-family': { simulated: 'accept' },
  'address-ipv6': { simulated: 'accept' },
  'address-mixed-families': { sets: 'mixedFamilies' },
  'address-4000': { simulated: 'accept' },
  'unknown-field': { simulated: 'refuse' },
  'enum-case': { sets: 'enumCase' },
  'enum-number': { simulated: 'refuse' },

  'endpoint-not-found': { sets: 'endpointNotFound' },
  'network-not-found': { simulated: 'HCN_E_NETWORK_NOT_FOUND' },
  'namespace-not-found': { simulated: 'ERROR_NOT_FOUND' },
  'state-in-v2': { sets: 'stateInV2' },
  'guid-case': { sets: 'guidCase' },
  'unversioned-query': { sets: 'unversionedQuery' },
  'empty-query': { simulated: 'v2' },
  'filter-state': { simulated: 'match' },
  'filter-name': { simulated: 'match' },
  'filter-unknown-key': { sets: 'unknownFilterKey' },

  'feature-too-new': { sets: 'featureTooNew' },
  'missing-set': { sets: 'missingSet' },
  'duplicate-set': { sets: 'duplicateSet' },
  'update-of-missing-set': { sets: 'updateOfMissingSet' },
  'empty-set': { sets: 'emptySet' },
  'set-in-use': { simulated: 'HCN_E_ENTITY_HAS_REFERENCES' },
  'missing-member': { sets: 'missingMember' },

  probe: { simulated: 'works' },
  'acl-enforced': { setsWithoutVfp: 'aclsWithoutVfp', simulated: 'enforced' },
  'no-match': { sets: 'noMatch' },
  'host-firewall': { sets: 'hostFirewall' },
  // The simulator reports a clash, independent of the winner.
  'tie-break': FOR_PEOPLE,
  'whole-family-block': { sets: 'wholeFamilyBlock' },
  'set-sides': { sets: 'setSides' },
  'neighbour-discovery': { sets: 'neighbourDiscovery' },
  'service-address': { simulated: 'backend-address' },
  'update-resets-connections': FOR_PEOPLE,
  'update-gap': { simulated: 'no-gap-seen' },

  'network-removal': { sets: 'networkRemoval' },
} as const satisfies Readonly<Record<string, HostQuestion>>;

export type HostQuestionId = keyof typeof HOST_QUESTIONS;
