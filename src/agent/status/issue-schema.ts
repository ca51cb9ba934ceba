/** An issue as programs read it: part of the published forms of `hns-policy plan` and `hns-policy status`. */
import { z } from 'zod';
import type { IssueCode } from '../../core/issue.ts';

export function issueSchemaOf(codes: readonly IssueCode[]) {
  return z.strictObject({
    severity: z.enum(['error', 'warning']).describe('error: a part of the policy is not in force. warning: it is in force, but check it.'),
    code: z.enum(codes),
    policy: z.string().exactOptional().describe('namespace/name of the NetworkPolicy, where one is the cause.'),
    pod: z.string().exactOptional().describe('namespace/name of the pod, where one is the cause or the victim.'),
    path: z.string().describe('JSON path of the field, for instance spec.ingress[0].ports[0].port.'),
    message: z.string(),
  });
}

export type IssueSchema = ReturnType<typeof issueSchemaOf>;
