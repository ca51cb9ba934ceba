/** Problems as data: every pure stage returns them beside its value; only the agent's report and the CLI turn them into words. */

export type IssueCode =
  // Refused on Windows (src/hns/supported.ts).
  | 'unsupported-named-port'
  | 'unsupported-sctp'
  | 'unsupported-negative-selector'
  | 'unsupported-except'
  | 'unsupported-ipv6'
  // What the API server would refuse, or no API object at all (src/kube).
  | 'invalid'
  // Accepted by the API server for old objects' sake, with a meaning its author may not expect (host bits, leading zeros).
  | 'ambiguous-cidr'
  // Several pods of one node own one address (src/core/claims.ts).
  | 'ambiguous-address'
  // More ACLs than an endpoint may have (src/hns/acl/lower.ts).
  | 'too-many-acls'
  // A named port that no selected pod or peer declares (src/core/compile.ts).
  | 'unresolved-named-port';

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
