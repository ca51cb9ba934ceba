/** Role-based access control: its kinds, its authorizer, impersonation, and the reviews that `kubectl auth` sends. */
import type { Extension, Services } from '../../../src/simulator/kube/extension.ts';
import type { KubeObject } from '../../../src/simulator/kube/object.ts';
import { METADATA } from '../../../src/simulator/kube/protobuf-messages.ts';
import { type Resource, resource } from '../../../src/simulator/kube/resource.ts';
import { clientTypes } from '../../../src/simulator/kube/schema/client-types.ts';
import type { Store } from '../../../src/simulator/kube/store.ts';
import { pathSegment } from '../names.ts';
import { demand } from './authorize.ts';
import { bootstrapRoles } from './bootstrap.ts';
import { bindingColumns } from './columns.ts';
import { bindingDefaults } from './defaults.ts';
import { actingUser } from './impersonation.ts';
import { reviewAccess, reviewRules, subjectOf } from './reviews.ts';
import { RoleCache } from './role-cache.ts';
import { validateBinding, validateRole } from './validation.ts';

const type = clientTypes();
const GROUP = 'rbac.authorization.k8s.io';

function role(kind: string, plural: string): Resource {
  return { ...resource(type(`V1${kind}`), plural), group: GROUP, validate: validateRole, validateName: pathSegment };
}

function binding(kind: string, plural: string): Resource {
  const rules = { defaults: bindingDefaults, validate: validateBinding, validateName: pathSegment };
  return { ...resource(type(`V1${kind}`), plural), ...rules, group: GROUP, columns: bindingColumns };
}

function review(group: string, kind: string, plural: string): Resource {
  return { ...resource(type(`V1${kind}`), plural), group, namespaced: false, store: '', verbs: ['create'] };
}

const RULES = { ...METADATA, 2: 'rules:PolicyRule[]' };
const BINDING = { ...METADATA, 2: 'subjects:Subject[]', 3: 'roleRef:RoleRef' };

export const rbac: Extension = {
  kinds: [
    role('Role', 'roles'),
    binding('RoleBinding', 'rolebindings'),
    { ...role('ClusterRole', 'clusterroles'), namespaced: false },
    { ...binding('ClusterRoleBinding', 'clusterrolebindings'), namespaced: false },
    review('authentication.k8s.io', 'SelfSubjectReview', 'selfsubjectreviews'),
    review('authorization.k8s.io', 'SubjectAccessReview', 'subjectaccessreviews'),
    review('authorization.k8s.io', 'SelfSubjectAccessReview', 'selfsubjectaccessreviews'),
    review('authorization.k8s.io', 'SelfSubjectRulesReview', 'selfsubjectrulesreviews'),
  ],
  messages: {
    Role: RULES,
    ClusterRole: { ...RULES, 3: 'aggregationRule:AggregationRule' },
    AggregationRule: { 1: 'clusterRoleSelectors:LabelSelector[]' },
    LabelSelector: { 1: 'matchLabels{}', 2: 'matchExpressions:LabelSelectorRequirement[]' },
    LabelSelectorRequirement: { 1: 'key', 2: 'operator', 3: 'values[]' },
    PolicyRule: { 1: 'verbs[]', 2: 'apiGroups[]', 3: 'resources[]', 4: 'resourceNames[]', 5: 'nonResourceURLs[]' },
    RoleBinding: BINDING,
    ClusterRoleBinding: BINDING,
    RoleRef: { 1: 'apiGroup', 2: 'kind', 3: 'name' },
    Subject: { 1: 'kind', 2: 'apiGroup', 3: 'name', 4: 'namespace' },
    SelfSubjectReview: METADATA,
    SelfSubjectAccessReview: { ...METADATA, 2: 'spec:SelfSubjectAccessReviewSpec' },
    SelfSubjectAccessReviewSpec: { 1: 'resourceAttributes:ResourceAttributes', 2: 'nonResourceAttributes:NonResourceAttributes' },
    ResourceAttributes: { 1: 'namespace', 2: 'verb', 3: 'group', 4: 'version', 5: 'resource', 6: 'subresource', 7: 'name' },
    NonResourceAttributes: { 1: 'path', 2: 'verb' },
    SelfSubjectRulesReview: { ...METADATA, 2: 'spec:SelfSubjectRulesReviewSpec' },
    SelfSubjectRulesReviewSpec: { 1: 'namespace' },
  },
  start: store => services(store, new RoleCache()),
};

/** @param roles Read for each request. */
export function rbacWith(roles: RoleCache): Extension {
  return { ...rbac, start: store => services(store, roles) };
}

function services(store: Store, roles: RoleCache): Services {
  store.seed(bootstrapRoles());
  return {
    authorize: (user, attributes) => demand(roles.of(store), user, attributes),
    impersonate: (requester, request) => actingUser(store, requester, request),
    reviews: {
      SelfSubjectReview: (review, { name, ...rest }): KubeObject => ({ ...review, status: { userInfo: { username: name, ...rest } } }),
      SubjectAccessReview: review => reviewAccess(store, review, subjectOf(review)),
      SelfSubjectAccessReview: (review, user) => reviewAccess(store, review, user),
      SelfSubjectRulesReview: (review, user) => reviewRules(store, review, user),
    },
  };
}
