/** OpenAPI documents from the kinds and their types. kubectl needs them for apply, explain and server-side field validation. */
import { groupVersions } from './discovery.ts';
import { type Patches, patchTypes } from './patch/patch.ts';
import { apiVersionOf, groupVersion, type Resource } from './resource.ts';
import type { Field, ObjectType, Type } from './schema/type.ts';

type Json = Record<string, unknown>;

/** The document at a path. Undefined for other paths. */
export function openApi(path: string, resources: readonly Resource[], patches: Patches): unknown {
  const versions = groupVersions(resources);
  if (path === '/openapi/v3') {
    return {
      paths: Object.fromEntries(versions.map(version => [rootOf(version), { serverRelativeURL: `/openapi/v3/${rootOf(version)}` }])),
    };
  }
  if (path === '/openapi/v2') return versionTwo(resources);
  const version = versions.find(version => path === `/openapi/v3/${rootOf(version)}`);
  return (
    version &&
    versionThree(
      resources.filter(resource => groupVersion(resource) === version),
      patches,
    )
  );
}

/**
 * Version 2 in protobuf. kubectl asks for it before it reports an unknown kind. This document has no definitions, only field 1, `swagger`. So kubectl goes on
 * and asks for the kind itself.
 */
export const PROTOBUF_V2 = {
  accept: 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf',
  type: 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf',
  bytes: Buffer.from('\n\u00032.0'),
};

/** `api/v1`, `apis/networking.k8s.io/v1`. */
function rootOf(version: string): string {
  return version.includes('/') ? `apis/${version}` : `api/${version}`;
}

const INFO = { title: 'Kubernetes', version: 'v1.36.3' };

function versionThree(resources: readonly Resource[], patches: Patches): unknown {
  const stored = resources.filter(({ store }) => store !== '');
  const paths = Object.fromEntries(stored.flatMap(resource => Object.entries(pathsOf(resource, patches))));
  return { openapi: '3.0.0', info: INFO, paths, components: { schemas: schemas('#/components/schemas/', resources) } };
}

function versionTwo(resources: readonly Resource[]): unknown {
  return { swagger: '2.0', info: INFO, paths: {}, definitions: schemas('#/definitions/', resources) };
}

/** kubectl reads the query parameters (dryRun, fieldValidation) and the kinds of patch from the patch operation. */
function pathsOf(resource: Resource, patches: Patches): Json {
  const collection = `/${rootOf(groupVersion(resource))}/${resource.namespaced ? 'namespaces/{namespace}/' : ''}${resource.plural}`;
  const kind = { group: resource.group, version: resource.version, kind: resource.kind };
  const query = (...names: string[]) => names.map(name => ({ name, in: 'query', schema: { type: 'string', uniqueItems: true } }));
  const operation = (action: string, parameters: readonly object[], content: Json = {}) => ({
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': kind,
    parameters,
    ...(Object.keys(content).length > 0 && { requestBody: { content } }),
    responses: { 200: { description: 'OK' } },
  });
  const write = query('dryRun', 'fieldManager', 'fieldValidation');
  const contents = Object.fromEntries(patchTypes(resource, patches).map(type => [type, { schema: { type: 'object' } }]));
  const body = { '*/*': { schema: { $ref: `#/components/schemas/${schemaName(resource.type)}` } } };
  return {
    [collection]: {
      get: operation('list', query('fieldSelector', 'labelSelector', 'limit', 'continue')),
      post: operation('post', write, body),
    },
    [`${collection}/{name}`]: {
      get: operation('get', []),
      put: operation('put', write, body),
      patch: operation('patch', [...write, ...query('force')], contents),
      delete: operation('delete', query('dryRun', 'gracePeriodSeconds', 'propagationPolicy')),
    },
  };
}

function schemas(root: string, resources: readonly Resource[]): Json {
  const kinds = new Map(resources.map(resource => [resource.type, resource] as const));
  const all = [...reachable(resources)].map(type => {
    const properties = Object.fromEntries([...type.fields].map(([name, field]) => [name, property(root, field)]));
    const resource = kinds.get(type);
    const [version, group = ''] = resource ? apiVersionOf(resource).split('/').reverse() : [];
    const kind = resource && [{ group, version, kind: resource.kind }];
    return [
      schemaName(type),
      { type: 'object', description: '', properties, ...(kind && { 'x-kubernetes-group-version-kind': kind }) },
    ] as const;
  });
  return Object.fromEntries(all);
}

/** The types of the resources and of their fields, at all depths. */
function reachable(resources: readonly Resource[]): Set<ObjectType> {
  const found = new Set(resources.map(({ type }) => type));
  // A set's iteration includes the members that are added during it.
  for (const { fields } of found) for (const { type } of fields.values()) if (typeof type === 'object') found.add(type);
  return found;
}

function schemaName({ name }: ObjectType): string {
  return `io.k8s.api.v1.${name}`;
}

function property(root: string, { type, list }: Field): Json {
  const items = scalar(root, type);
  if (!list) return items;
  const array = { type: 'array', items };
  if (list.kind === 'atomic') return { ...array, 'x-kubernetes-list-type': 'atomic' };
  if (list.kind === 'set') return { ...array, 'x-kubernetes-list-type': 'set', 'x-kubernetes-patch-strategy': 'merge' };
  const keys = list.keys.map(key => key.name);
  return {
    ...array,
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': keys,
    'x-kubernetes-patch-strategy': 'merge',
    'x-kubernetes-patch-merge-key': keys[0],
  };
}

function scalar(root: string, type: Type): Json {
  if (typeof type === 'object') return { $ref: `${root}${schemaName(type)}` };
  switch (type) {
    case 'string':
      return { type: 'string' };
    case 'quantity':
      return { type: 'string', format: 'quantity' };
    case 'time':
    case 'microtime':
      return { type: 'string', format: 'date-time' };
    case 'int':
      return { type: 'integer', format: 'int32' };
    case 'bool':
      return { type: 'boolean' };
    case 'port':
      return { type: 'string', format: 'int-or-string' };
    case 'map':
    case 'quantities':
      return { type: 'object', additionalProperties: { type: 'string' } };
    case 'any':
      return { type: 'object' };
  }
}
