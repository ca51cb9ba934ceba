/** The resource at an address, and the verbs that it has there. */
import type { Address } from './attributes.ts';
import { type Resource, verbsOf } from './resource.ts';

export interface ResourcePath {
  readonly resource: Resource;
  /** Absent: none, or all of them. */
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
}

/** Undefined for an unknown address. */
export function resourcePath({ group, version, namespace, parts }: Address, resources: readonly Resource[]): ResourcePath | undefined {
  const [plural, name, subresource, ...tail] = parts;
  const find = (wanted: string) =>
    resources.find(resource => resource.group === group && resource.version === version && resource.plural === wanted);
  // A subresource with a kind of its own has an entry of its own.
  const own = subresource === undefined ? undefined : find(`${plural}/${subresource}`);
  const resource = own ?? find(plural);
  if (!resource || tail.length > 0 || (namespace !== undefined && !resource.namespaced)) return undefined;
  if (subresource !== undefined && !own && !(subresource === 'status' && resource.status)) return undefined;
  // An object of a namespace has no address outside of it.
  if (resource.namespaced && namespace === undefined && name !== undefined) return undefined;
  return { resource, namespace, name, subresource: own ? undefined : subresource };
}

/** @param verb of the request's attributes. */
export function allows({ resource, name, subresource }: ResourcePath, verb: string): boolean {
  if (subresource === 'status') return ['get', 'patch', 'update'].includes(verb);
  const needsName = resource.plural.includes('/') || ['delete', 'get', 'patch', 'update'].includes(verb);
  return verbsOf(resource).includes(verb) && (needsName === (name !== undefined) || verb === 'watch');
}
