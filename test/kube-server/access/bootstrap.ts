/** The initial roles and bindings of a cluster, for the users and kinds of this server (k/k plugin/pkg/auth/authorizer/rbac/bootstrappolicy). */

import { ANONYMOUS, AUTHENTICATED, MASTERS } from '../../../src/simulator/kube/authentication.ts';
import type { KubeObject } from '../../../src/simulator/kube/object.ts';
import type { PolicyRule } from './rule.ts';

const apiVersion = 'rbac.authorization.k8s.io/v1';
const GROUP = 'rbac.authorization.k8s.io';
const HEALTH = ['/healthz', '/livez', '/readyz', '/version', '/version/'];

const READ = ['get', 'list', 'watch'];
const WRITE = ['create', 'delete', 'deletecollection', 'patch', 'update'];
const VIEWED: readonly PolicyRule[] = [
  { apiGroups: [''], resources: ['configmaps', 'events', 'namespaces', 'pods', 'pods/log', 'serviceaccounts', 'services'], verbs: READ },
  { apiGroups: ['apps'], resources: ['daemonsets'], verbs: READ },
  { apiGroups: ['batch'], resources: ['jobs'], verbs: READ },
  { apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], verbs: READ },
];
const EDITED: readonly PolicyRule[] = [
  ...VIEWED,
  { apiGroups: [''], resources: ['configmaps', 'events', 'pods', 'serviceaccounts', 'services'], verbs: WRITE },
  { apiGroups: [''], resources: ['serviceaccounts/token'], verbs: ['create'] },
  { apiGroups: ['apps'], resources: ['daemonsets'], verbs: WRITE },
  { apiGroups: ['batch'], resources: ['jobs'], verbs: WRITE },
  { apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], verbs: WRITE },
];
const ADMINISTERED: readonly PolicyRule[] = [
  ...EDITED,
  { apiGroups: [GROUP], resources: ['rolebindings', 'roles'], verbs: [...READ, ...WRITE] },
];

/** The rules of each role, and its initial groups. The last three roles have no group. */
const ROLES: Readonly<Record<string, { readonly rules: readonly PolicyRule[]; readonly groups?: readonly string[] }>> = {
  'cluster-admin': {
    rules: [
      { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
      { nonResourceURLs: ['*'], verbs: ['*'] },
    ],
    groups: [MASTERS],
  },
  'system:basic-user': {
    rules: [
      { apiGroups: ['authorization.k8s.io'], resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'], verbs: ['create'] },
      { apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'], verbs: ['create'] },
    ],
    groups: [AUTHENTICATED],
  },
  'system:discovery': {
    rules: [{ nonResourceURLs: ['/api', '/api/*', '/apis', '/apis/*', '/openapi', '/openapi/*', ...HEALTH], verbs: ['get'] }],
    groups: [AUTHENTICATED],
  },
  'system:public-info-viewer': { rules: [{ nonResourceURLs: HEALTH, verbs: ['get'] }], groups: [AUTHENTICATED, ...ANONYMOUS.groups] },
  view: { rules: VIEWED },
  edit: { rules: EDITED },
  admin: { rules: ADMINISTERED },
};

export function bootstrapRoles(): KubeObject[] {
  return Object.entries(ROLES).flatMap(([name, { rules, groups }]) => {
    const labels = { 'kubernetes.io/bootstrapping': 'rbac-defaults' };
    const annotations = { 'rbac.authorization.kubernetes.io/autoupdate': 'true' };
    const role = { apiVersion, kind: 'ClusterRole', metadata: { name, labels, annotations }, rules: structuredClone(rules) };
    if (groups === undefined) return [role];
    const subjects = groups.map(group => ({ apiGroup: GROUP, kind: 'Group', name: group }));
    const roleRef = { apiGroup: GROUP, kind: 'ClusterRole', name };
    return [role, { apiVersion, kind: 'ClusterRoleBinding', metadata: { name, labels, annotations }, subjects, roleRef }];
  });
}
