/**
 * Other Ids for ACLs that HNS did not store because it kept an ACL with the same Id. A Server 2022 without the fixes of its HNS may do that
 * (docs/reference/hns-api.md §8.3 M28). The Id of an ACL names its content, so this needs an ACL that another program edited.
 */
import { aclFields } from '../document/acl-fields.ts';
import { isOurs } from '../document/owner.ts';
import type { EndpointPolicy } from '../document/schema.ts';
import { meaningOf } from './acl-meaning.ts';

/** Before the hash at the end of an Id. */
const MARK = 'again.';

/** @returns The list with other Ids for these ACLs. Undefined: none of them has an Id that HNS holds with another content. */
export function freshIds(list: readonly EndpointPolicy[], held: readonly EndpointPolicy[]): EndpointPolicy[] | undefined {
  const kept = new Map(held.map(policy => [aclFields(policy).Id, policy]));
  let isChanged = false;
  const fresh = list.map(policy => {
    const { Id = '' } = aclFields(policy);
    const stored = kept.get(Id);
    if (!isOurs(policy) || !stored || meaningOf(stored) === meaningOf(policy)) return policy;
    isChanged = true;
    let next = Id;
    while (kept.has(next)) next = next.replace(/[^.]*$/, hash => MARK + hash);
    return { ...policy, Settings: { ...(policy.Settings as object), Id: next } };
  });
  return isChanged ? fresh : undefined;
}
