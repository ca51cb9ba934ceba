/** API objects as JSON spells them. Stored objects are never changed in place: a change is a new object. */

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
/** `f:` fields, `k:` list items by their keys, `v:` set members; a leaf is empty, `.` marks the item itself. */
export interface FieldSet {
  [path: string]: FieldSet;
}

export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  // Everything else depends on the kind; readers narrow what they use.
  // biome-ignore lint/suspicious/noExplicitAny: the shape below metadata is the API's, not ours
  [field: string]: any;
}

/** The store's key: `namespace/name`, or `name` for what has no namespace. */
export function keyOf(object: KubeObject): string {
  const { namespace, name } = object.metadata;
  return namespace === undefined ? name! : `${namespace}/${name}`;
}

/** Now, as metav1.Time has it: whole seconds. */
export function timestamp(date: Date = new Date()): string {
  return date.toISOString().replace(/\.\d+Z$/, 'Z');
}
