/** Sets of fields in the notation of managedFields (FieldsV1). Server-side apply records the fields of each manager's configuration. */

import type { FieldSet, KubeObject } from '../object.ts';
import { isObject } from '../schema/conform.ts';
import { type Field, fieldsOf, type List, type Type } from '../schema/type.ts';

/** The fields of a configuration, except those that identify the object. */
export function fieldSetOf(configuration: Record<string, unknown>, type: Type | undefined): FieldSet {
  const { apiVersion, kind, metadata, status, ...rest } = configuration;
  const { labels, annotations, finalizers, ownerReferences } = (metadata ?? {}) as Record<string, unknown>;
  const kept = Object.fromEntries(
    Object.entries({ labels, annotations, finalizers, ownerReferences }).filter(([, value]) => value !== undefined),
  );
  return ofObject(Object.keys(kept).length > 0 ? { ...rest, metadata: kept } : rest, type);
}

/** The fields of the status, which is written separately. */
export function statusSetOf({ status }: KubeObject, type: Type | undefined): FieldSet {
  return status === undefined ? {} : { 'f:status': ofValue(status, fieldsOf(type)?.get('status')) };
}

/** The union of two sets. */
export function union(a: FieldSet, b: FieldSet): FieldSet {
  const both: FieldSet = { ...a };
  for (const [path, children] of Object.entries(b)) both[path] = a[path] ? union(a[path], children) : children;
  return both;
}

function ofObject(value: Record<string, unknown>, type: Type | undefined): FieldSet {
  const fields = fieldsOf(type);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [`f:${key}`, ofValue(item, fields?.get(key))]));
}

function ofValue(value: unknown, field: Field | undefined): FieldSet {
  if (Array.isArray(value)) {
    const { list } = field ?? {};
    if (list?.kind === 'set') return Object.fromEntries(value.map(item => [`v:${JSON.stringify(item)}`, {}]));
    if (list?.kind !== 'keyed') return {};
    return Object.fromEntries(value.map(item => [itemId(item, list), { '.': {}, ...ofObject(item, field!.type) }]));
  }
  return isObject(value) ? ofObject(value, field?.list ? undefined : field?.type) : {};
}

/** `k:{"containerPort":80,"protocol":"TCP"}`. */
export function itemId(item: Record<string, unknown>, list: Extract<List, { kind: 'keyed' }>): string {
  return `k:${JSON.stringify(Object.fromEntries(list.keys.map(key => [key.name, item[key.name] ?? key.default])))}`;
}

/** The fields of the first set that are in none of the others. */
export function without(set: FieldSet, ...others: readonly FieldSet[]): FieldSet {
  const rest: FieldSet = {};
  for (const [path, children] of Object.entries(set)) {
    const same = others.map(other => other[path]).filter(other => other !== undefined);
    if (same.length === 0) {
      rest[path] = children;
      continue;
    }
    const below = without(children, ...same);
    if (Object.keys(below).length > 0) rest[path] = below;
  }
  return rest;
}

/** The leaves that both sets have. A leaf of one set with fields below it in the other is not a common field. */
export function common(a: FieldSet, b: FieldSet): FieldSet {
  const both: FieldSet = {};
  for (const [path, children] of Object.entries(a)) {
    const other = b[path];
    if (other === undefined) continue;
    const below = common(children, other);
    const end = Object.keys(children).length === 0 && Object.keys(other).length === 0;
    if (end || Object.keys(below).length > 0) both[path] = below;
  }
  return both;
}
