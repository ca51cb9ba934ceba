/** The request envelope and the policies of HcnModifyEndpoint and HcnModifyNetwork. */
import { POLICY, POLICY_REQUEST } from './documents.ts';
import { Rejection } from './hresult.ts';
import type { NodeState } from './node-state.ts';
import type { Policy } from './records.ts';
import { parse, read, type Shape } from './shape.ts';
import type { Switches } from './switches.ts';

export type RequestType = 'Add' | 'Remove' | 'Update' | 'Refresh' | 'Reset';

export interface ModifyRequest {
  readonly request: RequestType;
  /** As sent, not yet validated. */
  readonly policies: readonly unknown[];
}

/** @throws Rejection if the document is not a policy request. */
export function parseModify(document: string, shape: Shape, firstResource: string, { switches }: NodeState): ModifyRequest {
  const fields = parse(document, shape, switches) as { RequestType?: RequestType; ResourceType?: string; Settings?: unknown };
  const byDefault = <T>(value: T | undefined, first: T): T => {
    if (value === undefined && switches.missingRequestType === 'refuse') throw new Rejection('E_INVALIDARG');
    return value ?? first;
  };
  const request = byDefault(fields.RequestType, 'Add');
  // Requests about ports, DNS, subnets and extensions are not simulated.
  if (byDefault(fields.ResourceType, firstResource) !== 'Policy') throw new Rejection('HCN_E_REQUEST_UNSUPPORTED');
  if (request === 'Reset') throw new Rejection(switches.reset);
  if (request === 'Refresh' && fields.Settings === undefined) return { request, policies: [] };
  const settings = read(fields.Settings ?? {}, POLICY_REQUEST, 'Settings', switches) as { Policies?: readonly unknown[] };
  if (!settings.Policies) throw new Rejection('E_INVALIDARG');
  return { request, policies: settings.Policies };
}

/** One policy of a request. Undefined for `{}`, which the PowerShell module sends to clear the policies (M17). @throws Rejection */
export function readPolicy(sent: unknown, types: readonly string[], switches: Switches): Policy | undefined {
  const policy = read(sent, POLICY, 'Policies', switches) as Partial<Policy>;
  if (Object.keys(policy).length === 0) return undefined;
  if (policy.Type === undefined) throw new Rejection('HCN_E_INVALID_POLICY');
  if (!types.includes(policy.Type)) throw new Rejection('HCN_E_INVALID_POLICY_TYPE');
  return policy as Policy;
}

/** Runs `step` for each item and stops at the first rejection. @returns The rejection, if any. */
export function eachUntilRejected<T>(items: readonly T[], step: (item: T) => void): Rejection | undefined {
  try {
    for (const item of items) step(item);
  } catch (error) {
    if (error instanceof Rejection) return error;
    throw error;
  }
  return undefined;
}
