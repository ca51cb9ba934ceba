/** The oldest Windows and HNS that the agent supports (docs/decisions/0011). */
import type { HnsVersion } from './document/schema.ts';

/** Windows or HNS is too old. A retry does not help before an update. */
export class UnsupportedError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnsupportedError';
  }
}

/** Windows Server 2022. */
const OLDEST_BUILD = 20348;
/** HNS 7.2 already had ACLs with address lists, port ranges and Ids. The agent depends on no other version (docs/reference/hns-api.md §2.11). */
const V2_CALLS: HnsVersion = { Major: 9, Minor: 2 };

/** @throws UnsupportedError below build 20348. */
export function requireBuild(build: number): void {
  if (build < OLDEST_BUILD)
    throw new UnsupportedError(`Windows build ${build} is too old: the agent needs ${OLDEST_BUILD} (Windows Server 2022)`);
}

/** @throws UnsupportedError below 9.2, which lacks the HCN v2 calls. */
export function requireHns92({ Major, Minor }: HnsVersion): void {
  if (Major > V2_CALLS.Major || (Major === V2_CALLS.Major && Minor >= V2_CALLS.Minor)) return;
  throw new UnsupportedError(`HNS ${Major}.${Minor} is too old: the HCN v2 calls need 9.2`);
}
