/** Requests as authorization sees them, and what one user's come to. */
import type { Attributes } from './rbac/attributes.ts';

export interface ServedRequest {
  /** Whom the request acts as, where it impersonates somebody. */
  readonly user: string;
  /** `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`; the lower-case method for what is no resource. */
  readonly verb: string;
  /** Plural, with the subresource after a slash: `pods/status`; `''` for what is no resource. */
  readonly resource: string;
  /** API group; `''` for the core group and for what is no resource. */
  readonly group: string;
  readonly namespace?: string;
  readonly name?: string;
  /** With the query. */
  readonly path: string;
}

/** One group, one resource; the names are those of a PolicyRule. */
export interface UsedRule {
  readonly apiGroups: readonly [string];
  readonly resources: readonly [string];
  readonly verbs: readonly string[];
}

/** @param path with the query. */
export function servedRequest(user: string, attributes: Attributes, path: string): ServedRequest {
  const { verb } = attributes;
  if ('path' in attributes) return { user, verb, group: '', resource: '', path };
  const { group, resource, subresource, namespace, name } = attributes;
  return {
    ...{ user, verb, group, resource: subresource === undefined ? resource : `${resource}/${subresource}`, path },
    ...(namespace !== undefined && { namespace }),
    ...(name !== undefined && { name }),
  };
}

export function isResource({ resource }: ServedRequest): boolean {
  return resource !== '';
}

/** One rule for each group and resource that the user has asked for, sorted, its verbs too. */
export function usedRules(requests: readonly ServedRequest[], user: string): UsedRule[] {
  const used = new Map<string, { group: string; resource: string; verbs: Set<string> }>();
  for (const request of requests) {
    if (request.user !== user || !isResource(request)) continue;
    const { group, resource, verb } = request;
    const key = `${group}/${resource}`;
    const rule = used.get(key) ?? { group, resource, verbs: new Set() };
    used.set(key, rule);
    rule.verbs.add(verb);
  }
  const sorted = [...used].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, rule]) => rule);
  return sorted.map(({ group, resource, verbs }) => ({ apiGroups: [group], resources: [resource], verbs: [...verbs].sort() }));
}
