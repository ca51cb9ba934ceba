/** Problems are data. Each pure stage returns them with its value. Only the agent's report and the command line print them. */
import { FEATURES, type Feature, type UnsupportedCode, unsupportedCode } from './feature.ts';

const OTHER_CODES = [
  // The API server would reject the object, or it is not an API object (src/kube).
  'invalid',
  // The API server accepts the value for backward compatibility, but its author may expect another meaning (host bits, leading zeros).
  'ambiguous-cidr',
  // Several pods own one address (src/core/claims.ts).
  'ambiguous-address',
  // The policies need more ACLs than an endpoint may have (src/hns/acl/lower.ts).
  'too-many-acls',
  // The policy has more entries than one policy may have (src/kube/read/policy-entries.ts).
  'too-many-entries',
  // The peers of the policy select more pods than one policy may select (src/core/policy-compilation.ts).
  'too-many-matches',
  // An exception while the rules of a pod were computed (src/agent/enforcement/pod-acls.ts).
  'internal-error',
  // An administrator opened the pod for a limited time (src/agent/openings).
  'opened',
  // HNS rejects the ACLs of the pod for good (src/agent/enforcement/rejected-list.ts).
  'acls-rejected',
  // A foreign ACL on the pod's endpoint allows what policies deny, or blocks what they allow (src/hns/foreign).
  'foreign-allow',
  'foreign-block',
  // A named port that no selected pod or peer declares (src/core/compile.ts).
  'unresolved-named-port',
] as const;

export type IssueCode = UnsupportedCode | (typeof OTHER_CODES)[number];

/** Every code that a backend with these features can report. */
export function issueCodes(features: readonly Feature[]): readonly IssueCode[] {
  return [...features.map(unsupportedCode), ...OTHER_CODES];
}

export const ISSUE_CODES = issueCodes(FEATURES);

/** A backend does not support a feature that the policy or the pod uses (src/core/reject.ts, src/hns/acl/lower.ts). */
export function isUnsupported({ code }: Pick<Issue, 'code'>): boolean {
  return code.startsWith('unsupported-');
}

export interface Issue {
  /** `error`: part of the policy is not enforced. `warning`: it is enforced, but its author should check it. */
  readonly severity: 'error' | 'warning';
  readonly code: IssueCode;
  /** `namespace/name` of the NetworkPolicy that causes the issue, if there is one. */
  readonly policy?: string;
  /** `namespace/name` of the pod that causes the issue or is affected by it, if there is one. */
  readonly pod?: string;
  /** JSON path of the field, for instance `spec.egress[0].ports[1].port`. */
  readonly path: string;
  /** One or two sentences for people: the problem and its effect. They do not repeat the policy or the path. */
  readonly message: string;
  /** Set if the issue stands for so many others with its severity and code, which are not listed (src/core/issue-list.ts). */
  readonly unlisted?: number;
}

export interface Result<T> {
  readonly value: T;
  readonly issues: readonly Issue[];
}
