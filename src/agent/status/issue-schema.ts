/** The schema of an issue in the published output of `hns-policy plan` and `hns-policy status`. */
import { z } from 'zod';
import type { IssueCode } from '../../core/issue.ts';

export function issueSchemaOf(codes: readonly IssueCode[]) {
  return z.strictObject({
    severity: z.enum(['error', 'warning']).describe('error: a part of the policy is not in force. warning: it is in force but ambiguous.'),
    code: z.enum(codes),
    policy: z.string().exactOptional().describe('namespace/name of the NetworkPolicy that causes the issue, if any.'),
    pod: z.string().exactOptional().describe('namespace/name of the pod that causes the issue or is affected by it, if any.'),
    path: z.string().describe('JSON path of the field, for instance spec.ingress[0].ports[0].port.'),
    message: z.string(),
    unlisted: z.int().exactOptional().describe('The issue stands for so many others with its severity and code.'),
  });
}

export type IssueSchema = ReturnType<typeof issueSchemaOf>;
