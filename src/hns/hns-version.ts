import type { HnsVersion } from './document/schema.ts';
import { HnsError } from './transport/hns-error.ts';

/** HNS 7.2 already had ACLs with address lists, port ranges and Ids. The agent depends on no other version (docs/reference/hns-api.md §2.11). */
const V2_CALLS: HnsVersion = { Major: 9, Minor: 2 };

/** @throws HnsError `rejected` below 9.2, which lacks the HCN v2 calls. */
export function requireHns92({ Major, Minor }: HnsVersion): void {
  if (Major > V2_CALLS.Major || (Major === V2_CALLS.Major && Minor >= V2_CALLS.Minor)) return;
  const message = `HNS ${Major}.${Minor} is too old: the HCN v2 calls need 9.2 (Windows Server 2019)`;
  throw new HnsError('rejected', { function: 'HNSCall' }, message);
}
