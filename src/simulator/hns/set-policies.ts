/** SetPolicies of a network: named address lists, and lists of lists, to which ACLs may refer (docs/reference/hns-api.md §2.7, §8.4 N1–N5). */
import { type AddressSet, addressSet, parseAddress, parseCidr } from '../../core/address.ts';
import { union } from '../../core/interval.ts';
import { SET_POLICY } from './documents.ts';
import { Rejection } from './hresult.ts';
import { atLeast, type NodeState } from './node-state.ts';
import type { EndpointRecord, NetworkRecord, Policy } from './records.ts';
import { read } from './shape.ts';

interface SetFields {
  readonly Id: string;
  readonly PolicyType: 'IPSET' | 'NESTEDIPSET';
  readonly Values: string;
}

export type SetRequest = 'Add' | 'Remove' | 'Update';

/** The network's policies after adding, removing or updating one SetPolicy. @throws Rejection */
export function withSet(
  node: NodeState,
  network: NetworkRecord,
  policies: readonly Policy[],
  request: SetRequest,
  sent: Policy,
): readonly Policy[] {
  const set = setOf(read(sent.Settings ?? {}, SET_POLICY, 'Settings', node.switches));
  const present = policies.some(policy => isSet(policy, set.Id));
  if (request === 'Remove') return removed(node, network, policies, set.Id, present);
  checkValues(node, policies, set);
  if (request === 'Update' && !present) {
    if (node.switches.updateOfMissingSet === 'refuse') throw new Rejection('HCN_E_POLICY_NOT_FOUND');
    return policies;
  }
  if (request === 'Add' && present && node.switches.duplicateSet === 'refuse') throw new Rejection('HCN_E_POLICY_ALREADY_EXISTS');
  const policy: Policy = { Type: 'SetPolicy', Settings: set };
  return present ? policies.map(old => (isSet(old, set.Id) ? policy : old)) : [...policies, policy];
}

/** The addresses of every set, by Id. Nested sets are resolved. */
export function setsOf(network: NetworkRecord): ReadonlyMap<string, AddressSet> {
  const sets = network.policies.filter(policy => policy.Type === 'SetPolicy').map(policy => policy.Settings as SetFields);
  const plain = new Map(sets.filter(set => set.PolicyType === 'IPSET').map(set => [set.Id, addressSet(entries(set.Values))]));
  const nested = sets.filter(set => set.PolicyType === 'NESTEDIPSET');
  return new Map([...plain, ...nested.map(set => [set.Id, joined(entries(set.Values).flatMap(id => plain.get(id) ?? []))] as const)]);
}

export function setIds(network: NetworkRecord): ReadonlySet<string> {
  return new Set(network.policies.filter(policy => policy.Type === 'SetPolicy').map(policy => (policy.Settings as SetFields).Id));
}

function joined(sets: readonly AddressSet[]): AddressSet {
  return { v4: union(sets.flatMap(set => set.v4)), v6: union(sets.flatMap(set => set.v6)) };
}

function setOf(fields: unknown): SetFields {
  const { Id, PolicyType, Values = '' } = fields as Partial<SetFields>;
  if (!Id || !PolicyType) throw new Rejection('HCN_E_INVALID_POLICY');
  return { ...(fields as SetFields), Values };
}

function isSet(policy: Policy, id: string): boolean {
  return policy.Type === 'SetPolicy' && (policy.Settings as SetFields).Id === id;
}

function checkValues(node: NodeState, policies: readonly Policy[], { PolicyType, Values }: SetFields): void {
  if (PolicyType === 'NESTEDIPSET' && !atLeast(node.version, 15, 0)) throw new Rejection(node.switches.featureTooNew);
  if (Values === '' && node.switches.emptySet === 'refuse') throw new Rejection('HCN_E_INVALID_POLICY');
  for (const entry of entries(Values)) {
    if (PolicyType === 'NESTEDIPSET' && !policies.some(policy => isSet(policy, entry))) throw new Rejection(node.switches.missingMember);
    if (PolicyType === 'IPSET' && !parseAddress(entry) && !parseCidr(entry)) throw new Rejection('HCN_E_INVALID_POLICY');
  }
}

function removed(node: NodeState, network: NetworkRecord, policies: readonly Policy[], id: string, present: boolean): readonly Policy[] {
  if (!present) throw new Rejection('HCN_E_POLICY_NOT_FOUND');
  const nested = policies.some(policy => {
    const { PolicyType, Values } = policy.Settings as SetFields;
    return policy.Type === 'SetPolicy' && PolicyType === 'NESTEDIPSET' && entries(Values).includes(id);
  });
  const used = [...node.endpoints.values()].some(endpoint => endpoint.network === network.id && refersTo(endpoint, id));
  if (nested || used) throw new Rejection('HCN_E_ENTITY_HAS_REFERENCES');
  return policies.filter(policy => !isSet(policy, id));
}

function refersTo(endpoint: EndpointRecord, id: string): boolean {
  return endpoint.policies.some(({ Type, Settings }) => {
    const { LocalAddresses = '', RemoteAddresses = '' } = (Settings ?? {}) as { LocalAddresses?: string; RemoteAddresses?: string };
    return Type === 'ACL' && [...entries(LocalAddresses), ...entries(RemoteAddresses)].includes(id);
  });
}

function entries(list: string): string[] {
  return list === '' ? [] : list.split(',');
}
