/** Applies the rules to every policy of an input. */
import { keyOf } from '../../core/model.ts';
import type { OfflineCluster } from '../offline/offline-cluster.ts';
import type { LintFinding } from './lint-schema.ts';
import { READING_RULES } from './reading-rules.ts';
import type { LintInput, LintRule } from './rule.ts';
import { SELECTOR_RULES } from './selector-rules.ts';
import { TRAFFIC_RULES } from './traffic-rules.ts';

/** In the order in which the findings of one place are reported. */
export const RULES: readonly LintRule[] = [...READING_RULES, ...SELECTOR_RULES, ...TRAFFIC_RULES];

export type LintedCluster = Pick<OfflineCluster, 'asWritten' | 'issues' | 'impliedNamespaces' | 'policies'>;

/** Sorted by the order of the policies in the input, then by location. */
export function lintPolicies(offline: LintedCluster): LintFinding[] {
  const cluster = offline.asWritten();
  const input: LintInput = { cluster, issues: offline.issues, impliedNamespaces: new Set(offline.impliedNamespaces) };
  return offline.policies.flatMap(({ object, file, locate, key }) => {
    const policy = cluster.get('policy', key);
    if (!policy) return [];
    const found = RULES.flatMap(({ id, severity, find }) =>
      find({ policy, object }, input).map(({ path, message, severity: own }): LintFinding => {
        return { rule: id, severity: own ?? severity, policy: keyOf(policy), path, message, file, ...locate(path) };
      }),
    );
    return found.sort((a, b) => a.line - b.line || a.column - b.column);
  });
}
