/** What a path means: `/api/v1/namespaces/demo/pods/server/status` and the like. */
import { findResource, RESOURCES, type Resource } from './resources.ts';

export interface ResourcePath {
  readonly resource: Resource;
  /** Absent: none, or all of them. */
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
}

/** Undefined for a path that names no resource of the table. */
export function resourcePath(path: string): ResourcePath | undefined {
  const [root, ...parts] = path.split('/').slice(1).map(decodeURIComponent);
  const [group, version, ...rest] = root === 'api' ? ['', ...parts] : root === 'apis' ? parts : [];
  if (group === undefined || version === undefined || rest.length === 0 || rest.includes('')) return undefined;
  // `namespaces/demo/pods` is inside a namespace, `namespaces/demo/status` is the namespace itself.
  const inside =
    rest[0] === 'namespaces' && rest.length >= 3 && RESOURCES.some(({ plural, namespaced }) => namespaced && plural === rest[2]);
  const [plural, name, subresource, ...tail] = inside ? rest.slice(2) : rest;
  const resource = findResource(group, version, plural!);
  if (!resource || tail.length > 0 || (inside && !resource.namespaced)) return undefined;
  if (subresource !== undefined && !(subresource === 'status' && resource.status)) return undefined;
  const namespace = inside ? rest[1] : undefined;
  // An object of a namespace has no address outside of it.
  if (resource.namespaced && namespace === undefined && name !== undefined) return undefined;
  return { resource, namespace, name, subresource };
}

/** The verb that a request on a resource is, as authorization and audit name it; undefined: the method is not allowed there. */
export function verbOf(method: string, { resource, name, subresource }: ResourcePath, watch: boolean): string | undefined {
  if (method === 'GET' || method === 'HEAD') return watch ? 'watch' : name === undefined ? 'list' : 'get';
  if (method === 'POST') return name === undefined ? 'create' : undefined;
  if (method === 'PUT') return name === undefined ? undefined : 'update';
  if (method === 'PATCH') return name === undefined ? undefined : 'patch';
  if (method !== 'DELETE' || subresource !== undefined) return undefined;
  if (name !== undefined) return 'delete';
  return resource.noDeleteCollection ? undefined : 'deletecollection';
}
