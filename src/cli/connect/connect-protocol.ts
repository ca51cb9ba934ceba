/** The request of `hns-policy connect` to a running demo: evaluate one packet with the ACLs that HNS holds now. */
import { z } from 'zod';

/** Path on the demo's API server. POST with JSON. The response is an `Explanation`. */
export const CONNECT_PATH = '/simulator/connect';

export const connectRequest = z.strictObject({
  /** `namespace/pod` or an address. */
  from: z.string().min(1),
  to: z.string().min(1),
  protocol: z.enum(['TCP', 'UDP', 'SCTP']),
  port: z.int().min(1).max(65535),
});
export type ConnectRequest = z.output<typeof connectRequest>;
