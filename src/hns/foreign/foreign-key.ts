/** Compares foreign policies by meaning. HNS may return an ACL in another spelling than it received (docs/reference/hns-api.md §2.6). */
import { aclId } from '../document/owner.ts';
import type { EndpointPolicy } from '../document/schema.ts';
import { meaningOf } from '../endpoint/acl-meaning.ts';

/** Equal for policies that mean the same and have the same Id. */
export function foreignKey(policy: EndpointPolicy): string {
  const meaning = policy.Type === 'ACL' ? meaningOf(policy) : undefined;
  return JSON.stringify(meaning === undefined ? sorted(policy) : [aclId(policy), meaning]);
}

/** The same value with the keys of each object in one order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .map(([name, part]): [string, unknown] => [name, sorted(part)])
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
