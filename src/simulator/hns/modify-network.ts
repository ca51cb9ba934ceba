/** HcnModifyNetwork for policies. SetPolicies are identified by Id, policies of other types by their content (docs/reference/hns-api.md §8.4). */
import { isDeepStrictEqual } from 'node:util';
import type { CallContext } from './call-context.ts';
import { ACL, MODIFY_NETWORK, NETWORK_POLICY_TYPES } from './documents.ts';
import { Rejection } from './hresult.ts';
import { eachUntilRejected, parseModify, readPolicy } from './modify-request.ts';
import { atLeast, type NodeState } from './node-state.ts';
import type { NetworkRecord, Policy } from './records.ts';
import { type SetRequest, withSet } from './set-policies.ts';
import { read } from './shape.ts';

/** HNS version that a type of network policy needs (docs/reference/hns-api.md §2.11). */
const SINCE: Readonly<Record<string, number>> = { SetPolicy: 13, NetworkACL: 15 };

/** @throws Rejection */
export function modifyNetwork({ node, storeNetwork }: CallContext, network: NetworkRecord, document: string): string {
  const { request, policies: sent } = parseModify(document, MODIFY_NETWORK, 'DNS', node);
  if (request === 'Refresh' || request === 'Reset') return '';
  let policies = network.policies;
  const rejection = eachUntilRejected(sent, item => {
    const policy = readPolicy(item, NETWORK_POLICY_TYPES, node.switches);
    if (policy) policies = withPolicy(node, network, policies, request, policy);
  });
  if (rejection && node.switches.invalidElement === 'atomic') throw rejection;
  if (policies !== network.policies) storeNetwork(network, policies);
  if (rejection) throw rejection;
  return '';
}

export function withPolicy(
  node: NodeState,
  network: NetworkRecord,
  policies: readonly Policy[],
  request: SetRequest,
  policy: Policy,
): readonly Policy[] {
  if (!atLeast(node.version, SINCE[policy.Type] ?? 0, 0)) throw new Rejection(node.switches.featureTooNew);
  if (policy.Type === 'SetPolicy') return withSet(node, network, policies, request, policy);
  if (policy.Type === 'NetworkACL') read(policy.Settings ?? {}, ACL, 'Settings', node.switches);
  if (request === 'Add') return [...policies, policy];
  if (request === 'Update') return [...policies.filter(old => old.Type !== policy.Type), policy];
  const at = policies.findIndex(old => isDeepStrictEqual(old, policy));
  if (at < 0) throw new Rejection('HCN_E_POLICY_NOT_FOUND');
  return policies.toSpliced(at, 1);
}
