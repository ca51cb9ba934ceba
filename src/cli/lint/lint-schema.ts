/** The JSON form of `hns-policy lint`, a public interface published as docs/lint.schema.json. */
import { z } from 'zod';

const finding = z.strictObject({
  rule: z.string().describe('Id of the rule. docs/lint.md has a section for each.'),
  severity: z.enum(['error', 'warning']).describe('error: Windows nodes do not enforce a part of the policy.'),
  policy: z.string().describe('namespace/name'),
  path: z.string().describe('JSON path in the policy, for instance spec.ingress[0].from[1].'),
  message: z.string(),
  file: z.string().describe('As on the command line. stdin: standard input.'),
  line: z.int().min(1),
  column: z.int().min(1).describe('In UTF-16 code units.'),
});

export const lintSchema = z
  .strictObject({
    policies: z.int().min(0).describe('Number of policies that were checked.'),
    findings: z.array(finding).describe('In the order of the policies in the input.'),
  })
  .meta({ title: 'hns-policy lint', description: 'Findings in NetworkPolicies. Output of `hns-policy lint -o json`.' });

export type LintDocument = z.output<typeof lintSchema>;
export type LintFinding = LintDocument['findings'][number];
