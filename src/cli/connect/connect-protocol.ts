/** The request of `hns-policy connect` to a running demo: evaluate one packet with the ACLs that HNS holds now. */
import { z } from 'zod';

/** Path on the demo's API server. POST with JSON request and response. */
export const CONNECT_PATH = '/simulator/connect';

export const connectRequest = z.strictObject({
  /** `namespace/pod` or an address. */
  from: z.string().min(1),
  to: z.string().min(1),
  protocol: z.enum(['TCP', 'UDP', 'SCTP']),
  port: z.int().min(1).max(65535),
});
export type ConnectRequest = z.output<typeof connectRequest>;

/** The settings of the deciding ACL that the output shows. Others are ignored. */
const decidingAcl = z.object({
  Id: z.string().optional(),
  Action: z.string(),
  Direction: z.string(),
  Priority: z.int().optional(),
});

/** `Half` of src/core/verdict.ts with the deciding ACL, if there is one. */
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
