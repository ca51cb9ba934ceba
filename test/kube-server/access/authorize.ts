/**
 * Role-based access control over the roles and bindings of the store. Members of `system:masters` may do everything. Two things are not simulated:
 * aggregation of ClusterRoles, and the check against privilege escalation by new roles and bindings.
 */

import type { Attributes } from '../../../src/simulator/kube/attributes.ts';
import { MASTERS, type User } from '../../../src/simulator/kube/authentication.ts';
import { StatusError } from '../../../src/simulator/kube/status.ts';
import { grants } from './grants.ts';
import type { Stored } from './role-cache.ts';
import { ruleAllows } from './rule.ts';

export interface Decision {
  readonly allowed: boolean;
  /** The grant that allows it, or the missing roles. May be `''`. */
  readonly reason: string;
}

export function authorize(store: Stored, user: User, attributes: Attributes): Decision {
  if (user.groups.includes(MASTERS)) return { allowed: true, reason: '' };
  const namespace = 'path' in attributes ? undefined : attributes.namespace;
  const problems: string[] = [];
  for (const { rule, source } of grants(store, user, namespace, problems)) {
    if (ruleAllows(rule, attributes)) return { allowed: true, reason: `RBAC: allowed by ${source}` };
  }
  const text = problems.length > 1 ? `[${[...new Set(problems)].join(', ')}]` : problems.join('');
  return { allowed: false, reason: text === '' ? '' : `RBAC: ${text}` };
}

/** @throws StatusError 403 in the real server's words (apiserver responsewriters: ForbiddenStatusError). */
export function demand(store: Stored, user: User, attributes: Attributes): void {
  const { allowed, reason } = authorize(store, user, attributes);
  if (allowed) return;
  const why = `User ${JSON.stringify(user.name)} cannot ${wish(attributes)}${reason === '' ? '' : `: ${reason}`}`;
  if ('path' in attributes) throw new StatusError(403, 'Forbidden', `forbidden: ${why}`, {});
  const { group, resource, name } = attributes;
  const what = `${group === '' ? resource : `${resource}.${group}`}${name === undefined ? '' : ` ${JSON.stringify(name)}`}`;
  const details = { ...(name !== undefined && { name }), ...(group !== '' && { group }), kind: resource };
  throw new StatusError(403, 'Forbidden', `${what} is forbidden: ${why}`, details);
}

function wish(attributes: Attributes): string {
  if ('path' in attributes) return `${attributes.verb} path ${JSON.stringify(attributes.path)}`;
  const { verb, group, resource, subresource, namespace } = attributes;
  const what = JSON.stringify(subresource === undefined ? resource : `${resource}/${subresource}`);
  const where = namespace === undefined ? 'at the cluster scope' : `in the namespace ${JSON.stringify(namespace)}`;
  return `${verb} resource ${what} in API group ${JSON.stringify(group)} ${where}`;
}
