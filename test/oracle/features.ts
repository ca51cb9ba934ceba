/** Optional features of generated policies, which some platforms lack. */
export interface Features {
  readonly negativeSelectors: boolean;
  readonly namedPorts: boolean;
  readonly sctp: boolean;
  readonly except: boolean;
  readonly ipv6Blocks: boolean;
}
export const PLAIN: Features = { negativeSelectors: false, namedPorts: false, sctp: false, except: false, ipv6Blocks: false };
export const EVERY: Features = { negativeSelectors: true, namedPorts: true, sctp: true, except: true, ipv6Blocks: true };
