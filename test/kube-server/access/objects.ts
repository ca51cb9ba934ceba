/** Roles, bindings and service accounts as the tests write them. */
import type { KubeObject } from '../../../src/simulator/kube/object.ts';
import type { PolicyRule } from './rule.ts';

const GROUP = 'rbac.authorization.k8s.io';
const apiVersion = `${GROUP}/v1`;

/** `User bob`, `Group dev`, `ServiceAccount agent kube-system`. */
type SubjectText = string;

/** Without a namespace a ClusterRole. */
export function role(name: string, rules: readonly PolicyRule[], namespace?: string): KubeObject {
  const metadata = { name, ...(namespace !== undefined && { namespace }) };
  return { apiVersion, kind: namespace === undefined ? 'ClusterRole' : 'Role', metadata, rules };
}

/** Without a namespace a ClusterRoleBinding. @param roleRef `Role reader`, `ClusterRole view`. */
export function binding(name: string, roleRef: string, subjects: readonly SubjectText[], namespace?: string): KubeObject {
  const metadata = { name, ...(namespace !== undefined && { namespace }) };
  const [kind, roleName] = roleRef.split(' ');
  return {
    ...{ apiVersion, kind: namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding', metadata },
    roleRef: { apiGroup: GROUP, kind, name: roleName },
    subjects: subjects.map(text => {
      const [kind, name, namespace] = text.split(' ');
      if (kind === 'ServiceAccount') return { kind, name, ...(namespace !== undefined && { namespace }) };
      return { kind, name, apiGroup: GROUP };
    }),
  };
}

export function account(name: string, namespace: string): KubeObject {
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } };
}
