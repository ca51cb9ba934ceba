/** SelfSubjectAccessReview and SelfSubjectRulesReview (authorization.k8s.io/v1). `kubectl auth can-i` sends them. */
import type { Attributes } from '../../../src/simulator/kube/attributes.ts';
import type { User } from '../../../src/simulator/kube/authentication.ts';
import type { KubeObject } from '../../../src/simulator/kube/object.ts';
import { badRequest, invalid } from '../../../src/simulator/kube/status.ts';
import type { Store } from '../../../src/simulator/kube/store.ts';
import { FieldErrors } from '../../../src/simulator/kube/validation/field-errors.ts';
import { authorize } from './authorize.ts';
import { grants } from './grants.ts';

export function reviewAccess(store: Store, review: KubeObject, user: User): KubeObject {
  const { allowed, reason } = authorize(store, user, attributesOf(review));
  return { ...review, status: { allowed, ...(reason !== '' && { reason }) } };
}

/** The user that a SubjectAccessReview asks about. */
export function subjectOf({ spec = {} }: KubeObject): User {
  return { name: spec.user ?? '', groups: spec.groups ?? [], ...(spec.uid && { uid: spec.uid }) };
}

function attributesOf({ kind, spec = {} }: KubeObject): Attributes {
  const { resourceAttributes, nonResourceAttributes } = spec;
  const errors = new FieldErrors();
  if (resourceAttributes && nonResourceAttributes) {
    errors.invalid('spec.nonResourceAttributes', nonResourceAttributes, 'cannot be specified in combination with resourceAttributes');
  } else if (!resourceAttributes && !nonResourceAttributes) {
    const problem = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
    errors.invalid('spec.resourceAttributes', null, problem);
  }
  if (errors.causes.length > 0) throw invalid(kind, 'authorization.k8s.io', '', errors.causes);
  if (nonResourceAttributes) return { verb: nonResourceAttributes.verb ?? '', path: nonResourceAttributes.path ?? '' };
  const { verb = '', group = '', resource = '', ...others } = resourceAttributes;
  // Empty is absent: all namespaces, all names, no subresource.
  const given = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== ''));
  return { verb, group, resource, ...given };
}

export function reviewRules(store: Store, review: KubeObject, user: User): KubeObject {
  const namespace = review.spec?.namespace;
  if (!namespace) throw badRequest('no namespace on request');
  const problems: string[] = [];
  const rules = [...grants(store, user, namespace, problems)].map(({ rule }) => rule);
  const status = {
    resourceRules: rules.filter(({ resources = [] }) => resources.length > 0),
    nonResourceRules: rules.filter(({ nonResourceURLs = [] }) => nonResourceURLs.length > 0),
    incomplete: false,
    ...(problems.length > 0 && { evaluationError: problems.join(', ') }),
  };
  return { ...review, status };
}
