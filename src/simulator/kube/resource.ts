/** An API resource: everything that the server knows of one kind in one API version. */
import type { KubeObject } from './object.ts';
import type { ObjectType } from './schema/type.ts';
import type { FieldTable } from './selectors.ts';
import type { Column } from './table/column.ts';
import type { FieldErrors } from './validation/field-errors.ts';
import type { Check } from './validation/names.ts';

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
  /** The collection of the store that holds its objects. `''`: a review, which an extension answers and the server never stores. */
  readonly store: string;
  /** Has the subresource `status`: writes to the main resource keep the status and the reverse. */
  readonly status: boolean;
  /** Its `metadata.generation` counts the changes of its spec. */
  readonly generation?: boolean;
  /** Of a CustomResourceDefinition: there is no strategic merge. */
  readonly custom?: boolean;
  /** The verbs of the API. Default: all. */
  readonly verbs?: readonly string[];
  /** PUT creates what is not there, as for events and leases on a real server. */
  readonly createOnUpdate?: boolean;
  /** The apiVersion of its objects, where the address has another: a TokenRequest is below a core/v1 service account. */
  readonly objectVersion?: string;
  readonly type: ObjectType;
  /** Selectable fields beside `metadata.name` and `metadata.namespace`. */
  readonly fields: FieldTable<KubeObject>;
  /** From the stored form to the form of this API version and back. Absent: both are the same. */
  readonly encode?: (stored: KubeObject) => KubeObject;
  readonly decode?: (received: KubeObject) => KubeObject;
  /** Of `kubectl get`, for objects in stored form. Default: name and time of creation. */
  readonly columns?: readonly Column[];
  /** Fills in defaults at every write. Changes the object. */
  readonly defaults?: (object: KubeObject) => void;
  /** Fills in the fields that the server assigns at creation, before the defaults. Changes the object. @param others the stored objects of the kind. */
  readonly assign?: (object: KubeObject, others: () => readonly KubeObject[]) => void;
  /** Copies fields from the stored object that the server assigned and an update may omit. Changes the object. */
  readonly keep?: (object: KubeObject, old: KubeObject) => void;
  /** Rules beside those of the metadata. @param old the stored object at an update. */
  readonly validate?: (object: KubeObject, old: KubeObject | undefined, errors: FieldErrors) => void;
  /** Warnings for the client of a create or update that succeeds. */
  readonly warnings?: (object: KubeObject) => readonly string[];
  /** The fields beside the metadata that an object without content has. Default: none. */
  readonly empty?: object;
  /** The group in the message of a 422, if it differs. */
  readonly errorGroup?: string;
  /** A deletion answers with the deleted object, not with a Status. */
  readonly returnsDeleted?: boolean;
  /** The rule for names. Default: a DNS subdomain. */
  readonly validateName?: Check;
}

/** A kind of the core group as most are: in namespaces and without a status of its own. @param type has the name of the kind. */
export function resource(type: ObjectType, plural: string, ...shortNames: string[]) {
  const { name: kind } = type;
  const singular = plural.includes('/') ? '' : kind.toLowerCase();
  return { group: '', version: 'v1', kind, plural, singular, shortNames, namespaced: true, store: plural, status: false, type, fields: {} };
}

/** The stored kind that an object names. */
export function resourceOf(
  kinds: readonly Resource[],
  object: { readonly apiVersion: string; readonly kind: string },
): Resource | undefined {
  return kinds.find(
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

/** The apiVersion of its objects. */
export function apiVersionOf(resource: Resource): string {
  return resource.objectVersion ?? groupVersion(resource);
}

export function encode(resource: Resource, stored: KubeObject): KubeObject {
  return resource.encode ? resource.encode(stored) : stored;
}
