/** Problems are data. Each pure stage returns them beside its value. Only the agent's report and the command line print them. */
import { FEATURES, type Feature, type UnsupportedCode, unsupportedCode } from './feature.ts';

const OTHER_CODES = [
  // The API server would reject it, or it is no API object (src/kube).
  'invalid',
  // The API server accepts it for the sake of old objects, and its author may expect another meaning (host bits, leading zeros).
  'ambiguous-cidr',
  // Several pods own one address (src/core/claims.ts).
  'ambiguous-address',
  // More ACLs than an endpoint may have (src/hns/acl/lower.ts).
  'too-many-acls',
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
  /** `error`: something the author wrote is not in force. `warning`: it is, but look. */
  readonly severity: 'error' | 'warning';
  readonly code: IssueCode;
  /** `namespace/name` of the NetworkPolicy, where one is the cause. */
  readonly policy?: string;
  /** `namespace/name` of the pod, where one is the cause or the victim. */
  readonly pod?: string;
  /** JSON path of the field, for instance `spec.egress[0].ports[1].port`. */
  readonly path: string;
  /** One sentence for people: what is wrong and what it means. Names neither policy nor path again. */
  readonly message: string;
}

export interface Result<T> {
  readonly value: T;
  readonly issues: readonly Issue[];
}
