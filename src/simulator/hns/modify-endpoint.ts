/** HcnModifyEndpoint for policies (docs/reference/hns-api.md §8.3). */
import { isDeepStrictEqual } from 'node:util';
import { type AclContext, type AclFields, checkAcl } from './acl.ts';
import type { CallContext } from './call-context.ts';
import { canonicalText } from './canonical-text.ts';
import { ACL, ENDPOINT_POLICY_TYPES, MODIFY_ENDPOINT, TIER_ACL } from './documents.ts';
import { type Hresult, Rejection } from './hresult.ts';
import { eachUntilRejected, parseModify, type RequestType, readPolicy } from './modify-request.ts';
import { atLeast, type NodeState } from './node-state.ts';
import { readBack } from './read-back.ts';
import { type EndpointRecord, type EndpointState, type Policy, REMOTE_ENDPOINT } from './records.ts';
import { setIds } from './set-policies.ts';
import { read } from './shape.ts';
import type { Switches } from './switches.ts';

/** @throws Rejection */
export function modifyEndpoint(context: CallContext, endpoint: EndpointRecord, document: string): string {
  const { request, policies } = parseModify(document, MODIFY_ENDPOINT, 'Port', context.node);
  changePolicies(context, endpoint, request, policies, context.node.switches.updateReplaces);
  return '';
}

/** Shared by v1 and v2. @param sent v2 policies. @param replaces The policies that an Update replaces. @throws Rejection */
export function changePolicies(
  context: CallContext,
  endpoint: EndpointRecord,
  request: RequestType,
  sent: readonly unknown[],
  replaces: Switches['updateReplaces'],
): void {
  const { switches, limits } = context.node;
  checkModifiable(context.node, endpoint);
  if (request === 'Refresh') return;
  const readOne = policyReader(context.node, endpoint, request);
  const accepted: (Policy | undefined)[] = [];
  const rejection = eachUntilRejected(sent, policy => accepted.push(readOne(policy)));
  if (rejection && (switches.invalidElement === 'atomic' || accepted.length === 0)) throw rejection;
  const policies = AFTER[request](switches, endpoint.policies, accepted, replaces);
  if (policies.filter(policy => policy.Type === 'ACL').length > limits.aclsPerEndpoint) throw new Rejection('HCN_E_INVALID_POLICY');
  if (policies !== endpoint.policies) context.storeEndpoint(endpoint, policies);
  if (rejection) throw rejection;
}

const UNFIT: Partial<Record<EndpointState, Hresult>> = {
  Uninitialized: 'HCN_E_ENDPOINT_NOT_ATTACHED',
  Detached: 'HCN_E_ENDPOINT_NOT_ATTACHED',
  Degraded: 'HCN_E_DEGRADED_OPERATION',
  Destroyed: 'HCN_E_ENDPOINT_NOT_FOUND',
};

/** M23, M24. A Created endpoint accepts policies, which apply when it is attached. */
function checkModifiable({ switches }: NodeState, { flags, state }: EndpointRecord): void {
  if ((flags & REMOTE_ENDPOINT) !== 0) throw new Rejection(switches.remoteEndpoint);
  const unfit = UNFIT[state];
  if (unfit) throw new Rejection(unfit);
}

/**
 * Returns a reader for one sent policy. The reader returns undefined for the empty policy. A policy that HNS returned for this endpoint is
 * accepted without a check, because foreign policies may have any content.
 */
export function policyReader(
  node: NodeState,
  endpoint: Pick<EndpointRecord, 'network' | 'policies'>,
  request: RequestType,
): (sent: unknown) => Policy | undefined {
  const { version, switches, limits } = node;
  const known = new Map<string, Policy>();
  for (const policy of endpoint.policies) {
    known.set(canonicalText(readBack(policy, switches)), policy).set(canonicalText(policy), policy);
  }
  const context: AclContext = { version, switches, limits, sets: setIds(node.networks.get(endpoint.network)!) };

  return sent => {
    const own = known.get(canonicalText(sent));
    if (own) return own;
    const policy = readPolicy(sent, ENDPOINT_POLICY_TYPES, switches);
    if (policy?.Type === 'TierAcl') {
      if (!atLeast(version, 14, 0)) throw new Rejection(switches.featureTooNew);
      return { ...policy, Settings: read(policy.Settings ?? {}, TIER_ACL, 'Settings', switches) };
    }
    if (policy?.Type !== 'ACL') return policy;
    const acl = read(policy.Settings ?? {}, ACL, 'Settings', switches) as AclFields;
    // A Remove may have only the fields to match.
    if (request !== 'Remove') checkAcl(acl, context);
    return { ...policy, Settings: acl };
  };
}

type Policies = readonly Policy[];
/** Undefined stands for `{}`. */
type Accepted = readonly (Policy | undefined)[];
type After = (switches: Switches, policies: Policies, sent: Accepted, replaces: Switches['updateReplaces']) => Policies;

const unchanged: After = (_, policies) => policies;

const AFTER: Readonly<Record<RequestType, After>> = { Add: added, Remove: removed, Update: updated, Refresh: unchanged, Reset: unchanged };

function added({ duplicateAdd }: Switches, policies: Policies, sent: Accepted): Policies {
  const more = sent.filter(policy => policy !== undefined);
  const existing = new Set(policies.map(canonicalText));
  if (duplicateAdd === 'refuse' && more.some(policy => existing.has(canonicalText(policy))))
    throw new Rejection('HCN_E_POLICY_ALREADY_EXISTS');
  return [...policies, ...more];
}

function removed({ remove }: Switches, policies: Policies, sent: Accepted): Policies {
  if (remove === 'buggy') return policies;
  const rest = [...policies];
  for (const pattern of sent) {
    const at = rest.findIndex(policy => pattern !== undefined && hasFields(policy, pattern));
    if (at < 0) throw new Rejection('HCN_E_POLICY_NOT_FOUND');
    rest.splice(at, 1);
  }
  return rest;
}

/** M16, M17. */
function updated(
  { emptyUpdate, sameIdUpdate }: Switches,
  policies: Policies,
  sent: Accepted,
  replaces: Switches['updateReplaces'],
): Policies {
  if (sent.length === 0 && emptyUpdate === 'refuse') throw new Rejection('HCN_E_INVALID_POLICY');
  if (sent.length === 0 && emptyUpdate === 'ignore') return policies;
  const accepted = sent.filter(policy => policy !== undefined);
  const next = sameIdUpdate === 'kept' ? accepted.map(policy => storedAcl(policies, policy) ?? policy) : accepted;
  if (replaces === 'all') return next;
  const types = new Set(next.map(policy => policy.Type));
  const replacesAcls = replaces === 'perType' || types.has('ACL') || next.length < sent.length || sent.length === 0;
  const survives = ({ Type }: Policy) => (Type === 'ACL' ? !replacesAcls : !types.has(Type));
  return [...policies.filter(survives), ...next];
}

/** The stored ACL with the same Id (M28). */
function storedAcl(policies: Policies, policy: Policy): Policy | undefined {
  const id = idOf(policy);
  return id === undefined ? undefined : policies.find(stored => idOf(stored) === id);
}

function idOf({ Type, Settings }: Policy): string | undefined {
  const { Id } = (Settings ?? {}) as { readonly Id?: string };
  return Type === 'ACL' && Id !== '' ? Id : undefined;
}

/** True if every field of the pattern has the same value in the policy. */
function hasFields(policy: Policy, pattern: Policy): boolean {
  const held = (policy.Settings ?? {}) as Readonly<Record<string, unknown>>;
  return (
    policy.Type === pattern.Type && Object.entries(pattern.Settings ?? {}).every(([name, value]) => isDeepStrictEqual(held[name], value))
  );
}
