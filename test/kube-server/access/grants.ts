/** Finds a user's rules: those of the roles in all bindings that name the user (k/k pkg/registry/rbac/validation/rule.go). */

import type { User } from '../../../src/simulator/kube/authentication.ts';
import type { KubeObject } from '../../../src/simulator/kube/object.ts';
import { SERVICE_ACCOUNT } from '../accounts/service-account-tokens.ts';
import type { Stored } from './role-cache.ts';
import type { PolicyRule } from './rule.ts';

export interface Subject {
  readonly kind: 'User' | 'Group' | 'ServiceAccount';
  readonly name: string;
  /** Of a service account. Default: the namespace of the binding. */
  readonly namespace?: string;
}

export interface RoleRef {
  readonly kind: 'Role' | 'ClusterRole';
  readonly name: string;
}

export interface Grant {
  readonly rule: PolicyRule;
  /** `ClusterRoleBinding "a" of ClusterRole "b" to ServiceAccount "c/demo"`. */
  readonly source: string;
}

/**
 * The rules that a user is granted in a namespace. Without a namespace only ClusterRoleBindings count.
 * @param problems receives a line for each binding with a missing role.
 */
export function* grants(store: Stored, user: User, namespace: string | undefined, problems: string[]): Generator<Grant> {
  // `list` without a namespace would return the bindings of all namespaces.
  const local = namespace === undefined ? [] : store.list('rolebindings', namespace);
  const bindings = [...store.list('clusterrolebindings'), ...local];
  for (const binding of bindings) {
    const subject = subjectOf(binding, user);
    if (!subject) continue;
    const roleRef: RoleRef | undefined = binding.roleRef;
    const role = roleOf(store, binding);
    if (!role) problems.push(`${roleRef?.kind.toLowerCase()}.rbac.authorization.k8s.io "${roleRef?.name}" not found`);
    const source = `${binding.kind} "${nameOf(binding)}" of ${roleRef?.kind} "${roleRef?.name}" to ${describe(subject, binding)}`;
    for (const rule of (role?.rules ?? []) as PolicyRule[]) yield { rule, source };
  }
}

function subjectOf(binding: KubeObject, user: User): Subject | undefined {
  return (binding.subjects as Subject[] | undefined)?.find(({ kind, name, namespace = binding.metadata.namespace }) => {
    if (kind === 'Group') return user.groups.includes(name);
    return user.name === (kind === 'ServiceAccount' ? `${SERVICE_ACCOUNT}${namespace}:${name}` : name);
  });
}

function roleOf(store: Stored, { metadata, roleRef }: KubeObject): KubeObject | undefined {
  return roleRef?.kind === 'Role'
    ? store.get('roles', `${metadata.namespace}/${roleRef.name}`)
    : store.get('clusterroles', roleRef?.name ?? '');
}

function nameOf({ metadata }: KubeObject): string {
  return metadata.namespace === undefined ? metadata.name! : `${metadata.name}/${metadata.namespace}`;
}

function describe({ kind, name, namespace }: Subject, binding: KubeObject): string {
  return `${kind} "${kind === 'ServiceAccount' ? `${name}/${namespace ?? binding.metadata.namespace}` : name}"`;
}
