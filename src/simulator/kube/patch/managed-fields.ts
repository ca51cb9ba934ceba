/**
 * Records the fields that a manager set by a create or an update (apimachinery managedfields). A real server does so for each write. It also drops the
 * entries of fields that are gone.
 */
import { type KubeObject, type ManagedFields, timestamp } from '../object.ts';
import type { ObjectType } from '../schema/type.ts';
import { fieldSetOf, statusSetOf, union, without } from './field-set.ts';
import { differing } from './server-side-apply.ts';

export interface Manager {
  readonly name: string;
  readonly subresource?: string;
}

/** @param object in the form of the API version that the manager wrote. @returns its entries, those of other managers included. */
export function recordUpdate(
  old: KubeObject | undefined,
  object: KubeObject,
  { name, subresource }: Manager,
  type: ObjectType,
): ManagedFields[] {
  const entries = old?.metadata.managedFields ?? [];
  const all = subresource === 'status' ? statusSetOf(object, type) : fieldSetOf(object, type);
  const changed = old ? differing(all, old, object, type) : all;
  if (Object.keys(changed).length === 0) return entries;
  const { apiVersion } = object;
  const head = { manager: name, operation: 'Update', apiVersion, fieldsType: 'FieldsV1', ...(subresource && { subresource }) } as const;
  const own = entries.find(entry => Object.entries(head).every(([key, value]) => entry[key as keyof ManagedFields] === value));
  const others = entries
    .filter(entry => entry !== own)
    .map(entry => ({ ...entry, fieldsV1: without(entry.fieldsV1, changed) }))
    .filter(entry => Object.keys(entry.fieldsV1).length > 0);
  return [...others, { ...head, time: timestamp(), fieldsV1: own ? union(own.fieldsV1, changed) : changed }];
}

/** Of a pod's spec: set by admission plugins and the scheduler, which are recorded as no manager. */
const UNRECORDED = ['nodeName', 'serviceAccount', 'serviceAccountName', 'tolerations', 'priority', 'preemptionPolicy'];

/** As if a controller had created the object, and a kubelet had written its status. */
export function recordSeed(object: KubeObject, type: ObjectType): ManagedFields[] {
  const sent = object.kind === 'Pod' ? { ...object, spec: omit(object.spec ?? {}, UNRECORDED) } : object;
  const created = recordUpdate(undefined, sent, { name: 'kube-controller-manager' }, type);
  const status = recordUpdate(undefined, object, { name: 'kubelet', subresource: 'status' }, type);
  return [...created, ...status];
}

function omit(value: object, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
}
