/** The attributes of a request for authorization and audit. They come from method and path alone, also for unknown resources. */

/** Of authorization.k8s.io/v1. An absent field does not apply, or means all. */
export interface ResourceAttributes {
  readonly verb: string;
  /** `''` for the core group. */
  readonly group: string;
  readonly version?: string;
  /** Plural, without the subresource. */
  readonly resource: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
}

/** Of authorization.k8s.io/v1: health, discovery, versions, mounted paths. */
export interface NonResourceAttributes {
  /** The method in lower case. */
  readonly verb: string;
  /** Without the query. */
  readonly path: string;
}

export type Attributes = ResourceAttributes | NonResourceAttributes;

/** A path in parts: `/apis/apps/v1/namespaces/demo/daemonsets/a/status`. */
export interface Address {
  readonly group: string;
  readonly version: string;
  /** Absent: the path is not below a namespace. */
  readonly namespace?: string;
  /** Resource, name, subresource and the rest, as far as the path goes. */
  readonly parts: readonly [string, ...string[]];
}

/** Undefined for paths that are not those of resources, for instance discovery documents. */
export function addressOf(path: string): Address | undefined {
  const [root, ...rest] = path.split('/').slice(1).map(decodeURIComponent);
  const [group, version, ...parts] = root === 'api' ? ['', ...rest] : root === 'apis' ? rest : [];
  if (group === undefined || version === undefined || parts.length === 0 || parts.includes('')) return undefined;
  // `namespaces/demo/pods` is inside a namespace, `namespaces/demo/status` is the namespace itself.
  const inside = parts[0] === 'namespaces' && parts.length >= 3 && parts[2] !== 'status' && parts[2] !== 'finalize';
  const [, namespace, ...below] = parts;
  return inside
    ? { group, version, namespace: namespace!, parts: below as [string, ...string[]] }
    : { group, version, parts: parts as [string, ...string[]] };
}

/** apiserver endpoints/request: RequestInfo. */
export function attributesOf(method: string, path: string, query: URLSearchParams, address = addressOf(path)): Attributes {
  if (!address) return { verb: method.toLowerCase(), path };
  const { group, version, parts } = address;
  const [resource, pathName, subresource] = parts;
  // A namespace is inside itself, so a RoleBinding in it can grant access to it.
  const namespace = address.namespace ?? (resource === 'namespaces' ? pathName : undefined);
  const verb = verbOf(method, pathName !== undefined, !['', '0', 'false'].includes(query.get('watch') ?? ''));
  const name = pathName ?? (verb === 'list' || verb === 'watch' ? selectedName(query) : undefined);
  return {
    ...{ verb, group, version, resource },
    ...(subresource !== undefined && { subresource }),
    ...(namespace !== undefined && { namespace }),
    ...(name !== undefined && { name }),
  };
}

function verbOf(method: string, named: boolean, watch: boolean): string {
  if (method === 'GET' || method === 'HEAD') return watch ? 'watch' : named ? 'get' : 'list';
  if (method === 'DELETE') return named ? 'delete' : 'deletecollection';
  // Only a rule with all verbs grants a request without a verb.
  return { POST: 'create', PUT: 'update', PATCH: 'patch' }[method] ?? '';
}

/** A list or watch of one name counts as a request on that name: `resourceNames` can grant it. */
function selectedName(query: URLSearchParams): string | undefined {
  return /(?:^|,)metadata\.name==?([^,=!]+)(?:,|$)/.exec(query.get('fieldSelector') ?? '')?.[1];
}
