/** An API resource: all properties of one kind in one API version. */
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
  /** Includes a subresource that has its own kind: `serviceaccounts/token`. */
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly shortNames: readonly string[];
  readonly categories?: readonly string[];
  readonly namespaced: boolean;
  /** The collection of the store. `''` for a review, which an extension answers and the server never stores. */
  readonly store: string;
  /** Has the subresource `status`. Writes to the main resource keep the status, and vice versa. */
  readonly status: boolean;
  /** Its `metadata.generation` counts the changes of its spec. */
  readonly generation?: boolean;
  /** Defined by a CustomResourceDefinition, so there is no strategic merge. */
  readonly custom?: boolean;
  /** The verbs of the API. Default: all. */
  readonly verbs?: readonly string[];
  /** PUT creates a missing object, as for events and leases on a real server. */
  readonly createOnUpdate?: boolean;
  /** The apiVersion of its objects, if it differs from that of the path. A TokenRequest is below a core/v1 service account. */
  readonly objectVersion?: string;
  readonly type: ObjectType;
  /** Selectable fields in addition to `metadata.name` and `metadata.namespace`. */
  readonly fields: FieldTable<KubeObject>;
  /** Converts between the stored form and this API version. Absent if both are the same. */
  readonly encode?: (stored: KubeObject) => KubeObject;
  readonly decode?: (received: KubeObject) => KubeObject;
  /** Columns of `kubectl get`, for objects in stored form. Default: name and time of creation. */
  readonly columns?: readonly Column[];
  /** Fills in defaults at every write. Changes the object. */
  readonly defaults?: (object: KubeObject) => void;
  /** Fills in the fields that the server assigns at creation, before the defaults. Changes the object. @param others the stored objects of the kind. */
  readonly assign?: (object: KubeObject, others: () => readonly KubeObject[]) => void;
  /** Copies fields from the stored object that the server assigned and an update may omit. Changes the object. */
  readonly keep?: (object: KubeObject, old: KubeObject) => void;
  /** Validates fields other than the metadata. @param old the stored object of an update. */
  readonly validate?: (object: KubeObject, old: KubeObject | undefined, errors: FieldErrors) => void;
  /** Warnings for the client of a create or update that succeeds. */
  readonly warnings?: (object: KubeObject) => readonly string[];
  /** The fields other than the metadata in an object without content. Default: empty. */
  readonly empty?: object;
  /** The group in the message of a 422, if it differs. */
  readonly errorGroup?: string;
  /** A deletion answers with the deleted object, not with a Status. */
  readonly returnsDeleted?: boolean;
  /** The rule for names. Default: a DNS subdomain. */
  readonly validateName?: Check;
}

/** A typical kind of the core group: namespaced and without a status subresource. @param type has the name of the kind. */
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
