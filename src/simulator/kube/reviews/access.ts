/** SelfSubjectAccessReview and SelfSubjectRulesReview (authorization.k8s.io/v1): what `kubectl auth can-i` asks. */
import type { KubeObject } from '../object.ts';
import type { Attributes } from '../rbac/attributes.ts';
import { authorize } from '../rbac/authorize.ts';
import { grants } from '../rbac/grants.ts';
import { badRequest, invalid } from '../status.ts';
import { FieldErrors } from '../validation/field-errors.ts';
import type { ReviewContext } from './review.ts';

export function reviewAccess(review: KubeObject, { store, user }: ReviewContext): KubeObject {
  const { allowed, reason } = authorize(store, user, attributesOf(review));
  return { ...review, status: { allowed, ...(reason !== '' && { reason }) } };
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

export function reviewRules(review: KubeObject, { store, user }: ReviewContext): KubeObject {
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
