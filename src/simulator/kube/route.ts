/** The resource at a path, and its verbs there. */
import type { Address } from './attributes.ts';
import { type Resource, verbsOf } from './resource.ts';

export interface ResourcePath {
  readonly resource: Resource;
  /** Absent for a cluster-scoped resource, or for all namespaces. */
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
}

/** Undefined for an unknown path. */
export function resourcePath({ group, version, namespace, parts }: Address, resources: readonly Resource[]): ResourcePath | undefined {
  const [plural, name, subresource, ...tail] = parts;
  const find = (wanted: string) =>
    resources.find(resource => resource.group === group && resource.version === version && resource.plural === wanted);
  // A subresource with its own kind has its own entry.
  const own = subresource === undefined ? undefined : find(`${plural}/${subresource}`);
  const resource = own ?? find(plural);
  if (!resource || tail.length > 0 || (namespace !== undefined && !resource.namespaced)) return undefined;
  if (subresource !== undefined && !own && !(subresource === 'status' && resource.status)) return undefined;
  // A namespaced object has no path outside its namespace.
  if (resource.namespaced && namespace === undefined && name !== undefined) return undefined;
  return { resource, namespace, name, subresource: own ? undefined : subresource };
}

/** @param verb the verb of the request's attributes. */
export function allows({ resource, name, subresource }: ResourcePath, verb: string): boolean {
  if (subresource === 'status') return ['get', 'patch', 'update'].includes(verb);
  const needsName = resource.plural.includes('/') || ['delete', 'get', 'patch', 'update'].includes(verb);
  return verbsOf(resource).includes(verb) && (needsName === (name !== undefined) || verb === 'watch');
}
