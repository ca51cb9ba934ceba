/** Whose a policy is: an ACL is ours when its Id begins with our prefix; everything else belongs to the CNI, kube-proxy or an administrator. */
import type { EndpointPolicy } from './schema.ts';

export const ID_PREFIX = 'hns-policy-agent.';

export function isOurs(policy: EndpointPolicy): boolean {
  return aclId(policy).startsWith(ID_PREFIX);
}

/** `''` for an ACL without one, and for what is no ACL. */
export function aclId({ Type, Settings }: EndpointPolicy): string {
  if (Type !== 'ACL' || typeof Settings !== 'object' || Settings === null || !('Id' in Settings)) return '';
  return typeof Settings.Id === 'string' ? Settings.Id : '';
}
