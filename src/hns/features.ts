/** What an HNS can do, read once from its version (docs/reference/hns-api.md §2.11) and passed on as data; nowhere else is a version or a Windows build asked for. */

import type { HnsVersion } from './document/schema.ts';
import { HnsError } from './transport/hns-error.ts';

export interface HnsFeatures {
  readonly ipv6DualStack: boolean;
  readonly setPolicy: boolean;
  readonly nestedIpSet: boolean;
  readonly tierAcl: boolean;
  readonly networkAcl: boolean;
}

/** @throws HnsError below 9.2, which lacks the v2 calls; ACLs with address lists, port ranges and Ids are older (7.2). */
export function featuresOf(version: HnsVersion): HnsFeatures {
  const since = (major: number, minor: number) => version.Major > major || (version.Major === major && version.Minor >= minor);
  if (!since(9, 2)) {
    const message = `HNS ${version.Major}.${version.Minor} is too old: the HCN v2 calls need 9.2 (Windows Server 2019)`;
    throw new HnsError('rejected', { function: 'HNSCall' }, message);
  }
  return {
    ipv6DualStack: since(11, 10),
    setPolicy: since(13, 0),
    nestedIpSet: since(15, 0),
    tierAcl: since(14, 0),
    networkAcl: since(15, 0),
  };
}
