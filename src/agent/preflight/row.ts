/** The rows of the preflight. A row that is not ok names its fix. */

/** In the order of the table. */
export const CHECKS = [
  'settings',
  'windows',
  'transport',
  'hns',
  'dotnet',
  'hns-switches',
  'dsr',
  'cni-default-deny',
  'other-engines',
  'firewall',
  'container-runtime',
  'permissions',
] as const;
export type Check = (typeof CHECKS)[number];

/** `unknown`: there is no evidence. */
export const RESULTS = ['ok', 'warning', 'failed', 'unknown'] as const;
export type Result = (typeof RESULTS)[number];

/** Sentences without a full stop. */
export type Finding =
  | { readonly result: 'ok'; readonly detail: string }
  | { readonly result: Exclude<Result, 'ok'>; readonly detail: string; readonly fix: string };

export type Row = Finding & { readonly check: Check };

export function ok(detail: string): Finding {
  return { result: 'ok', detail };
}

/** Policies are enforced, but some part of the node is not as it should be. */
export function warning(detail: string, fix: string): Finding {
  return { result: 'warning', detail, fix };
}

/** The agent cannot enforce policies on the node as it is, or they can be bypassed. */
export function failed(detail: string, fix: string): Finding {
  return { result: 'failed', detail, fix };
}

export function unknown(detail: string, fix: string): Finding {
  return { result: 'unknown', detail, fix };
}
