/** The default deny that Calico's CNI plugin puts on each new pod (docs/reference/windows-nodes.md §2). Felix usually replaces it. */
import { aclFields } from '../document/acl-fields.ts';
import { aclId } from '../document/owner.ts';
import type { EndpointPolicy } from '../document/schema.ts';

export const CNI_DEFAULT_DENY = ['open', 'keep'] as const;
/** `felix`: the setting is `open`, but Felix still enforces on the node. */
export type DefaultDeny = (typeof CNI_DEFAULT_DENY)[number] | 'felix';

/** @returns Undefined if it is absent, or if another foreign ACL blocks ingress too, because then its owner is uncertain. */
export function cniDefaultDeny(foreign: readonly EndpointPolicy[]): EndpointPolicy | undefined {
  const blocks = foreign.filter(policy => {
    const { Action, Direction } = aclFields(policy);
    return policy.Type === 'ACL' && Action !== 'Allow' && Direction !== 'Out';
  });
  const [first, ...others] = blocks;
  return first && others.length === 0 && isDefaultDeny(first) ? first : undefined;
}

/**
 * Felix, the policy engine of Calico, wrote to this endpoint (docs/reference/calico-windows.md §1.2). Wider than what a takeover removes: in
 * doubt Felix still enforces.
 */
export function hasFelixAcls(policies: readonly EndpointPolicy[]): boolean {
  return policies.some(policy => /^(?:policy-|profile-|allow-host-to-endpoint$)/.test(aclId(policy)));
}

function isDefaultDeny(policy: EndpointPolicy): boolean {
  const { Id, Action, Direction, RuleType, Protocols, Priority, ...conditions } = aclFields(policy);
  return (
    Id === '' &&
    Action === 'Block' &&
    Direction === 'In' &&
    RuleType === 'Switch' &&
    (Protocols === '256' || Protocols === '') &&
    Priority === '65500' &&
    Object.values(conditions).every(text => text === '')
  );
}
