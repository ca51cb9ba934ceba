/** An issue as programs get it: part of the published forms of `hns-policy plan` and `hns-policy status`. */
import { z } from 'zod';
import type { IssueCode } from '../../core/issue.ts';

// Listed by a record so that a code which src/core/issue.ts gains or loses does not compile here until it is published.
const CODES: Readonly<Record<IssueCode, true>> = {
  'unsupported-named-port': true,
  'unsupported-sctp': true,
  'unsupported-negative-selector': true,
  'unsupported-except': true,
  'unsupported-ipv6': true,
  invalid: true,
  'ambiguous-cidr': true,
  'ambiguous-address': true,
  'too-many-acls': true,
  'unresolved-named-port': true,
};

export const issueSchema = z.strictObject({
  severity: z.enum(['error', 'warning']).describe('error: something that a policy says is not in force. warning: it is, but look.'),
  code: z.enum(Object.keys(CODES) as IssueCode[]),
  policy: z.string().exactOptional().describe('namespace/name of the NetworkPolicy, where one is the cause.'),
  pod: z.string().exactOptional().describe('namespace/name of the pod, where one is the cause or the victim.'),
  path: z.string().describe('JSON path of the field, for instance spec.ingress[0].ports[0].port.'),
  message: z.string(),
});
