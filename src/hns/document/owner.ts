/** Policy ownership. An ACL belongs to the agent if its Id has the agent's prefix. All other policies are foreign (CNI, kube-proxy, administrator). */
import type { EndpointPolicy } from './schema.ts';

export const ID_PREFIX = 'hns-policy-agent.';

export function isOurs(policy: EndpointPolicy): boolean {
  return aclId(policy).startsWith(ID_PREFIX);
}

/** `''` for an ACL without an Id, and for other policies. */
export function aclId({ Type, Settings }: EndpointPolicy): string {
  if (Type !== 'ACL' || typeof Settings !== 'object' || Settings === null || !('Id' in Settings)) return '';
  return typeof Settings.Id === 'string' ? Settings.Id : '';
}
