/** Requests as authorization sees them. */
import type { Attributes } from './attributes.ts';

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
