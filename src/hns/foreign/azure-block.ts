/**
 * Blocks that Azure CNI and AKS put on pods on purpose: the WireServer on its ports 80 and 32526, and the instance metadata service
 * (docs/reference/windows-nodes.md §2). They stay, whichever engine is taken over, and are no conflict with a NetworkPolicy.
 */
import { addressSet } from '../../core/address.ts';
import { isSubset } from '../../core/interval.ts';
import type { ForeignAcl } from './foreign-acl.ts';

const { v4: PLATFORM } = addressSet(['168.63.129.16', '169.254.169.254']);

export function isAzureBlock({ action, directions, must, may }: ForeignAcl): boolean {
  if (action !== 'Block' || directions.includes('In') || !must) return false;
  return may.peers.v6.length === 0 && isSubset(may.peers.v4, PLATFORM);
}
