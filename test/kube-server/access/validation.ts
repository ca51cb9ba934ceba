/** k/k pkg/apis/rbac/validation: roles and bindings. */
import { isDeepStrictEqual } from 'node:util';
import type { KubeObject } from '../../../src/simulator/kube/object.ts';
import type { FieldErrors } from '../../../src/simulator/kube/validation/field-errors.ts';
import { dnsSubdomain } from '../../../src/simulator/kube/validation/names.ts';
import { pathSegment } from '../names.ts';
import type { PolicyRule } from './rule.ts';

const GROUP = 'rbac.authorization.k8s.io';

export function validateRole(role: KubeObject, _old: KubeObject | undefined, errors: FieldErrors): void {
  for (const [i, rule] of ((role.rules ?? []) as PolicyRule[]).entries()) validateRule(rule, role.kind === 'Role', `rules[${i}]`, errors);
}

function validateRule(rule: PolicyRule, namespaced: boolean, path: string, errors: FieldErrors): void {
  const { verbs = [], apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = rule;
  if (verbs.length === 0) errors.required(`${path}.verbs`, 'verbs must contain at least one value');
  if (nonResourceURLs.length > 0) {
    const refuse = (why: string) => errors.invalid(`${path}.nonResourceURLs`, nonResourceURLs, why);
    if (namespaced) refuse('namespaced rules cannot apply to non-resource URLs');
    if (apiGroups.length + resources.length + resourceNames.length > 0) {
      refuse('rules cannot apply to both regular resources and non-resource URLs');
    }
    return;
  }
  if (apiGroups.length === 0) errors.required(`${path}.apiGroups`, 'resource rules must supply at least one api group');
  if (resources.length === 0) errors.required(`${path}.resources`, 'resource rules must supply at least one resource');
}

export function validateBinding(binding: KubeObject, old: KubeObject | undefined, errors: FieldErrors): void {
  const { apiGroup, kind = '', name } = binding.roleRef ?? {};
  errors.oneOf('roleRef.apiGroup', apiGroup, [GROUP]);
  errors.oneOf('roleRef.kind', kind, binding.kind === 'RoleBinding' ? ['Role', 'ClusterRole'] : ['ClusterRole']);
  if (name) errors.check('roleRef.name', name, pathSegment(name));
  else errors.required('roleRef.name');
  for (const [i, subject] of (binding.subjects ?? []).entries()) validateSubject(subject, binding, `subjects[${i}]`, errors);
  if (old && !isDeepStrictEqual(binding.roleRef, old.roleRef)) errors.invalid('roleRef', binding.roleRef, 'cannot change roleRef');
}

interface Subject {
  kind?: string;
  name?: string;
  namespace?: string;
  apiGroup?: string;
}

function validateSubject(
  { kind = '', name = '', namespace, apiGroup = '' }: Subject,
  binding: KubeObject,
  path: string,
  errors: FieldErrors,
): void {
  if (name === '') errors.required(`${path}.name`);
  if (kind === 'User' || kind === 'Group') {
    if (name === '') errors.invalid(`${path}.name`, name, `${kind.toLowerCase()} name cannot be empty`);
    errors.oneOf(`${path}.apiGroup`, apiGroup, [GROUP]);
  } else if (kind === 'ServiceAccount') {
    if (name !== '') errors.check(`${path}.name`, name, dnsSubdomain(name));
    errors.oneOf(`${path}.apiGroup`, apiGroup, ['']);
    if (binding.kind === 'ClusterRoleBinding' && !namespace) errors.required(`${path}.namespace`);
  } else {
    errors.oneOf(`${path}.kind`, kind, ['ServiceAccount', 'User', 'Group']);
  }
}
