/** What HcnModifyEndpoint and HcnModifyNetwork have in common: the envelope, and one policy after the other. */
import { POLICY, POLICY_REQUEST } from './documents.ts';
import { Refusal } from './hresult.ts';
import type { NodeState } from './node-state.ts';
import type { Policy } from './records.ts';
import { parse, read, type Shape } from './shape.ts';
import type { Switches } from './switches.ts';

export type RequestType = 'Add' | 'Remove' | 'Update' | 'Refresh' | 'Reset';

export interface ModifyRequest {
  readonly request: RequestType;
  /** As sent; read one by one. */
  readonly policies: readonly unknown[];
}

/** @throws Refusal for what is no request about policies. */
export function parseModify(document: string, shape: Shape, firstResource: string, { switches }: NodeState): ModifyRequest {
  const fields = parse(document, shape, switches) as { RequestType?: RequestType; ResourceType?: string; Settings?: unknown };
  const byDefault = <T>(value: T | undefined, first: T): T => {
    if (value === undefined && switches.missingRequestType === 'refuse') throw new Refusal('E_INVALIDARG');
    return value ?? first;
  };
  const request = byDefault(fields.RequestType, 'Add');
  // Ports, DNS, subnets and extensions are not policies: not simulated.
  if (byDefault(fields.ResourceType, firstResource) !== 'Policy') throw new Refusal('HCN_E_REQUEST_UNSUPPORTED');
  if (request === 'Reset') throw new Refusal(switches.reset);
  if (request === 'Refresh' && fields.Settings === undefined) return { request, policies: [] };
  const settings = read(fields.Settings ?? {}, POLICY_REQUEST, 'Settings', switches) as { Policies?: readonly unknown[] };
  if (!settings.Policies) throw new Refusal('E_INVALIDARG');
  return { request, policies: settings.Policies };
}

/** One policy of a request; undefined for `{}`, which PowerShell's module sends to mean none (M17). @throws Refusal */
export function readPolicy(sent: unknown, types: readonly string[], switches: Switches): Policy | undefined {
  const policy = read(sent, POLICY, 'Policies', switches) as Partial<Policy>;
  if (Object.keys(policy).length === 0) return undefined;
  if (policy.Type === undefined) throw new Refusal('HCN_E_INVALID_POLICY');
  if (!types.includes(policy.Type)) throw new Refusal('HCN_E_INVALID_POLICY_TYPE');
  return policy as Policy;
}

/** Does `step` for each until one is refused. @returns The refusal, if there was one. */
export function eachUntilRefused<T>(items: readonly T[], step: (item: T) => void): Refusal | undefined {
  try {
    for (const item of items) step(item);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  return undefined;
}
