/** The requests that a rule of a role grants (k/k pkg/apis/rbac/v1/evaluation_helpers.go). */
import type { Attributes, ResourceAttributes } from '../../../src/simulator/kube/attributes.ts';

/** Of rbac.authorization.k8s.io/v1. `*` stands for all. */
export interface PolicyRule {
  readonly verbs?: readonly string[];
  readonly apiGroups?: readonly string[];
  /** `pods`, `pods/log`, or with any resource before it, a subresource: its name after `*` and a slash. */
  readonly resources?: readonly string[];
  /** Empty: any name, and requests without one. */
  readonly resourceNames?: readonly string[];
  /** A star at the end stands for any rest. */
  readonly nonResourceURLs?: readonly string[];
}

export function ruleAllows(rule: PolicyRule, attributes: Attributes): boolean {
  if (!holds(rule.verbs, attributes.verb)) return false;
  if ('path' in attributes) return (rule.nonResourceURLs ?? []).some(url => urlMatches(url, attributes.path));
  const { group, name = '' } = attributes;
  const { resourceNames = [] } = rule;
  // A star in resourceNames is a name.
  return holds(rule.apiGroups, group) && resourceMatches(rule, attributes) && (resourceNames.length === 0 || resourceNames.includes(name));
}

function holds(list: readonly string[] = [], value: string): boolean {
  return list.includes('*') || list.includes(value);
}

/** A rule for a resource grants access to none of its subresources. */
function resourceMatches({ resources = [] }: PolicyRule, { resource, subresource = '' }: ResourceAttributes): boolean {
  if (subresource === '') return holds(resources, resource);
  return holds(resources, `${resource}/${subresource}`) || resources.includes(`*/${subresource}`);
}

function urlMatches(url: string, path: string): boolean {
  return url === path || (url.endsWith('*') && path.startsWith(url.replace(/\*+$/, '')));
}
