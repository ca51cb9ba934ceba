/** Requests as authorization sees them. */
import type { Attributes } from './attributes.ts';

export interface ServedRequest {
  /** The impersonated user, if there is one. */
  readonly user: string;
  /** `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`. For other paths the method in lower case. */
  readonly verb: string;
  /** Plural, with the subresource after a slash: `pods/status`. `''` for other paths. */
  readonly resource: string;
  /** API group. `''` for the core group and for other paths. */
  readonly group: string;
  readonly namespace?: string;
  readonly name?: string;
  /** With the query. */
  readonly path: string;
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
