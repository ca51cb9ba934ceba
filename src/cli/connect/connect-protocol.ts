/** What `hns-policy connect` asks of a running demo: one packet, judged by the ACLs that HNS holds at that moment. */
import { z } from 'zod';

/** On the demo's API server, POST, JSON in and out. */
export const CONNECT_PATH = '/simulator/connect';

export const connectRequest = z.strictObject({
  /** `namespace/pod` or an address. */
  from: z.string().min(1),
  to: z.string().min(1),
  protocol: z.enum(['TCP', 'UDP']),
  port: z.int().min(1).max(65535),
});
export type ConnectRequest = z.output<typeof connectRequest>;

/** The part of an ACL's settings that people ask for; more may come along. */
const decidingAcl = z.object({
  Id: z.string().optional(),
  Action: z.string(),
  Direction: z.string(),
  Priority: z.int().optional(),
});

/** `Half` of src/core/verdict.ts, and the ACL that decided where one did. */
const decidedHalf = z.object({
  allowed: z.boolean(),
  reason: z.enum(['no-pod', 'not-isolated', 'own-pod', 'own-node', 'granted', 'not-granted', 'disputed']),
  policy: z.string().optional(),
  path: z.string().optional(),
  policies: z.array(z.string()).readonly().optional(),
  acl: decidingAcl.optional(),
});
export type DecidedHalf = z.output<typeof decidedHalf>;

export const connectResponse = z.object({ allowed: z.boolean(), egress: decidedHalf, ingress: decidedHalf });
export type ConnectResponse = z.output<typeof connectResponse>;
