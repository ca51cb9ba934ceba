/** API objects as JSON. Stored objects are never changed in place. A change creates a new object. */

export interface ObjectMeta {
  name?: string;
  generateName?: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
  managedFields?: ManagedFields[];
  [field: string]: unknown;
}

export interface ManagedFields {
  manager: string;
  operation: 'Apply' | 'Update';
  apiVersion: string;
  time: string;
  fieldsType: 'FieldsV1';
  fieldsV1: FieldSet;
  subresource?: string;
}
/** `f:` fields, `k:` list items by their keys, `v:` set members. A leaf is empty. `.` marks the item itself. */
export interface FieldSet {
  [path: string]: FieldSet;
}

export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  // The other fields depend on the kind. Readers narrow the ones that they use.
  // biome-ignore lint/suspicious/noExplicitAny: the API defines the shape below metadata
  [field: string]: any;
}

/** The store's key: `namespace/name`, or `name` for an object without a namespace. */
export function keyOf(object: KubeObject): string {
  const { namespace, name } = object.metadata;
  return namespace === undefined ? name! : `${namespace}/${name}`;
}

/** The current time as metav1.Time, in whole seconds. */
export function timestamp(date: Date = new Date()): string {
  return date.toISOString().replace(/\.\d+Z$/, 'Z');
}
