/** Rules for the issues that reading a policy and rejecting its unsupported parts find. */

import { rejectedBy } from '../../core/backend.ts';
import { unsupportedCode } from '../../core/feature.ts';
import type { IssueCode } from '../../core/issue.ts';
import { keyOf } from '../../core/model.ts';
import { WINDOWS } from '../../hns/windows.ts';
import { ruleHints } from '../offline/rule-hints.ts';
import type { LintRule } from './rule.ts';

function issueRule(id: IssueCode, severity: LintRule['severity'], title: string): LintRule {
  return {
    id,
    severity,
    title,
    find: ({ policy }, { issues }) =>
      issues
        .filter(issue => issue.code === id && issue.policy === keyOf(policy))
        .map(found => ({ path: found.path, message: found.message, severity: found.severity })),
  };
}

function hintRule(id: 'dead-rules' | 'open-rule', title: string): LintRule {
  const find: LintRule['find'] = ({ object }) => ruleHints(object).filter(({ code }) => code === id);
  return { id, severity: 'warning', title, find };
}

export const READING_RULES: readonly LintRule[] = [
  ...rejectedBy(WINDOWS).map(feature => issueRule(unsupportedCode(feature), 'error', `${feature.subject} not supported on Windows.`)),
  issueRule('invalid', 'error', 'A stored policy has a value that API servers reject now.'),
  issueRule('ambiguous-cidr', 'warning', 'A CIDR has host bits or leading zeros, so it may mean something else than its author thinks.'),
  hintRule('dead-rules', 'policyTypes does not list the direction of the rules.'),
  hintRule('open-rule', 'A rule allows everything, so the other rules of its direction have no effect.'),
];
