/** A rule of `hns-policy lint`. */
import type { Cluster } from '../../core/cluster.ts';
import type { Issue } from '../../core/issue.ts';
import type { NetworkPolicy } from '../../core/model.ts';
import type { JsonObject } from '../offline/manifests.ts';

export interface LintedPolicy {
  /** As it is written. */
  readonly policy: NetworkPolicy;
  /** As it is in the input. */
  readonly object: JsonObject;
}

export interface LintInput {
  /** With every policy as it is written. */
  readonly cluster: Cluster;
  /** Of reading and rejecting. Policies that select only pods of other systems have none. */
  readonly issues: readonly Issue[];
  /** Namespaces whose labels are unknown. */
  readonly impliedNamespaces: ReadonlySet<string>;
}

/** A place in the policy. */
export interface Spot {
  /** JSON path, for instance `spec.ingress[0].from[1]`. */
  readonly path: string;
  /** One or two sentences without a full stop at the end. */
  readonly message: string;
  /** If it is not that of the rule. */
  readonly severity?: LintRule['severity'];
}

export interface LintRule {
  /** Never changes, because CI configurations name it. docs/lint.md has a section with this title. */
  readonly id: string;
  /** `error`: Windows nodes do not enforce a part of the policy. `warning`: it is enforced, but its author should check it. */
  readonly severity: 'error' | 'warning';
  /** One sentence. */
  readonly title: string;
  readonly find: (linted: LintedPolicy, input: LintInput) => Spot[];
}
