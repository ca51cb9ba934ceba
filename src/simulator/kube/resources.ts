/** What the server knows of a kind, and how kinds are found. */
import { KINDS } from './kinds.ts';
import type { KubeObject } from './object.ts';
import type { FieldTable } from './selectors.ts';

export interface Resource {
  /** `''` for the core group. */
  readonly group: string;
  readonly version: string;
  /** With the subresource where that has a kind of its own: `serviceaccounts/token`. */
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly shortNames: readonly string[];
  readonly categories?: readonly string[];
  readonly namespaced: boolean;
  /** The collection of the store that holds its objects; `''`: a review, answered and never stored. */
  readonly store: string;
  /** Has the subresource `status`: writes to the main resource keep the status and the reverse. */
  readonly status: boolean;
  /** Its `metadata.generation` counts the changes of its spec. */
  readonly generation?: boolean;
  /** Of a CustomResourceDefinition: there is no strategic merge, and a server may be without it. */
  readonly custom?: boolean;
  /** What may be done with it; absent: everything. */
  readonly verbs?: readonly string[];
  /** PUT creates what is not there, as for events and leases on a real server. */
  readonly createOnUpdate?: boolean;
  /** Of its objects, where it is not that of the address: a TokenRequest below a core/v1 service account. */
  readonly objectVersion?: string;
  /** Name of its type in the schema table; without one its fields are neither checked nor pruned. */
  readonly type?: string;
  /** Selectable fields beside `metadata.name` and `metadata.namespace`. */
  readonly fields: FieldTable<KubeObject>;
  /** From the stored form to this API version's and back; absent: they are the same. */
  readonly encode?: (stored: KubeObject) => KubeObject;
  readonly decode?: (received: KubeObject) => KubeObject;
}

export const RESOURCES: readonly Resource[] = KINDS;

export function findResource(group: string, version: string, plural: string): Resource | undefined {
  return RESOURCES.find(resource => resource.group === group && resource.version === version && resource.plural === plural);
}

/** By what an object says of itself; only what can be stored. */
export function resourceOf(object: { readonly apiVersion: string; readonly kind: string }): Resource | undefined {
  return RESOURCES.find(
    ({ store, ...resource }) => store !== '' && groupVersion(resource) === object.apiVersion && resource.kind === object.kind,
  );
}

const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

export function verbsOf({ verbs = VERBS }: Resource): readonly string[] {
  return verbs;
}

/** `v1`, `networking.k8s.io/v1`. */
export function groupVersion(resource: { readonly group: string; readonly version: string }): string {
  return resource.group === '' ? resource.version : `${resource.group}/${resource.version}`;
}

/** What its objects say as their apiVersion. */
export function apiVersionOf(resource: Resource): string {
  return resource.objectVersion ?? groupVersion(resource);
}

export function encode(resource: Resource, stored: KubeObject): KubeObject {
  return resource.encode ? resource.encode(stored) : stored;
}
