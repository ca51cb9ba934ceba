/**
 * Server-side apply merges a manager's configuration into the object. Fields that the manager applied before but omits now are removed, unless
 * another manager owns them too. Only appliers conflict with each other. A real server also reports conflicts with managers that updated.
 */
import { isDeepStrictEqual } from 'node:util';
import { type FieldSet, type KubeObject, type ManagedFields, timestamp } from '../object.ts';
import { isObject } from '../schema/conform.ts';
import { type Field, fieldsOf, type List, type ObjectType, type Type } from '../schema/type.ts';
import { StatusError } from '../status.ts';
import { common, fieldSetOf, itemId, without } from './field-set.ts';

type Json = Record<string, unknown>;
type KeyedList = Extract<List, { kind: 'keyed' }>;

/**
 * @param live absent: the object is created. @param configuration must conform to the schema.
 * @param force takes over fields that other managers applied with other values. @throws StatusError 409 for such fields without `force`.
 */
export function serverSideApply(
  live: KubeObject | undefined,
  configuration: KubeObject,
  manager: string,
  force: boolean,
  type?: ObjectType,
): KubeObject {
  const entries = live?.metadata.managedFields ?? (live ? beforeFirstApply(live, type) : []);
  const own = entries.find(entry => entry.manager === manager && entry.operation === 'Apply');
  let others = entries.filter(entry => entry !== own);
  const applied = fieldSetOf(configuration, type);
  if (live) {
    const clashes = others.map(({ operation, fieldsV1 }) =>
      operation === 'Apply' ? differing(common(applied, fieldsV1), live, configuration, type) : {},
    );
    if (!force && clashes.some(clash => Object.keys(clash).length > 0)) throw conflictWith(others, clashes);
    others = others.map((entry, i) => ({ ...entry, fieldsV1: without(entry.fieldsV1, clashes[i]!) }));
  }
  const dropped = own ? without(own.fieldsV1, applied, ...others.map(entry => entry.fieldsV1)) : {};
  const merged = merge(prune(live ?? {}, dropped, type), configuration, type) as KubeObject;
  const mine: ManagedFields =
    own && isDeepStrictEqual(own.fieldsV1, applied)
      ? own
      : { manager, operation: 'Apply', apiVersion: configuration.apiVersion, time: timestamp(), fieldsType: 'FieldsV1', fieldsV1: applied };
  const kept = others.filter(entry => Object.keys(entry.fieldsV1).length > 0);
  return { ...merged, metadata: { ...merged.metadata, managedFields: [...kept, mine] } };
}

/**
 * Fields that exist before the first apply belong to no configuration, so an apply does not remove them. The exception is fields from kubectl's
 * client-side apply, which kubectl takes over.
 */
function beforeFirstApply(live: KubeObject, type: Type | undefined): ManagedFields[] {
  if (live.metadata.annotations?.['kubectl.kubernetes.io/last-applied-configuration'] !== undefined) return [];
  const entry = { manager: 'before-first-apply', operation: 'Update', fieldsType: 'FieldsV1' } as const;
  return [{ ...entry, apiVersion: live.apiVersion, time: timestamp(), fieldsV1: fieldSetOf(live, type) }];
}

function conflictWith(others: readonly ManagedFields[], clashes: readonly FieldSet[]): StatusError {
  const causes = others.flatMap(({ manager }, i) =>
    paths(clashes[i]!).map(field => ({ reason: 'FieldManagerConflict', message: `conflict with ${JSON.stringify(manager)}`, field })),
  );
  const list = causes.map(cause => `${cause.message}: ${cause.field}`).join(', ');
  const message = `Apply failed with ${causes.length} conflict${causes.length === 1 ? '' : 's'}: ${list}`;
  return new StatusError(409, 'Conflict', message, { causes });
}

function paths(set: FieldSet, prefix = ''): string[] {
  return Object.entries(set).flatMap(([path, children]) => {
    if (path === '.') return [];
    const here = path.startsWith('f:') ? `${prefix}.${path.slice(2)}` : `${prefix}[${path.slice(2)}]`;
    return Object.keys(children).length === 0 ? [here] : paths(children, here);
  });
}

/** The leaves of the set at which two objects differ. */
export function differing(set: FieldSet, a: unknown, b: unknown, type: Type | undefined, field?: Field): FieldSet {
  const found: FieldSet = {};
  for (const [path, children] of Object.entries(set)) {
    if (path === '.' || path.startsWith('v:')) continue;
    const inItem = path.startsWith('k:');
    const next = inItem ? undefined : fieldsOf(type)?.get(path.slice(2));
    const [left, right] = inItem
      ? [itemOf(a, path, field), itemOf(b, path, field)]
      : [(a as Json)?.[path.slice(2)], (b as Json)?.[path.slice(2)]];
    if (Object.keys(children).length === 0) {
      // An empty object applied to one with other managers' fields causes no change.
      const nothing = isObject(left) && isObject(right) && Object.keys(right).length === 0;
      if (!nothing && !isDeepStrictEqual(left, right)) found[path] = {};
      continue;
    }
    const below = differing(children, left, right, inItem ? type : next?.type, next);
    if (Object.keys(below).length > 0) found[path] = below;
  }
  return found;
}

function itemOf(items: unknown, path: string, field: Field | undefined): unknown {
  return Array.isArray(items) ? items.find(item => itemId(item, field!.list as KeyedList) === path) : undefined;
}

/** The object without the leaves of the set. */
function prune(value: Json, set: FieldSet, type: Type | undefined): Json {
  const result = { ...value };
  for (const [path, children] of Object.entries(set)) {
    const name = path.slice(2);
    const field = fieldsOf(type)?.get(name);
    const item = result[name];
    if (Object.keys(children).length === 0) delete result[name];
    else if (Array.isArray(item)) result[name] = pruneList(item, children, field!);
    else if (isObject(item)) result[name] = prune(item, children, field?.type);
  }
  return result;
}

function pruneList(items: readonly unknown[], set: FieldSet, field: Field): unknown[] {
  const { list } = field;
  return items.flatMap(item => {
    const path = list?.kind === 'keyed' ? itemId(item as Json, list) : `v:${JSON.stringify(item)}`;
    const children = set[path];
    if (children === undefined) return [item];
    // `.` is the item itself, which no manager applies any more.
    if (list?.kind !== 'keyed' || children['.'] !== undefined) return [];
    return [prune(item as Json, children, field.type)];
  });
}

function merge(live: Json, applied: Json, type: Type | undefined): Json {
  const fields = fieldsOf(type);
  const result = { ...live };
  for (const [key, value] of Object.entries(applied)) {
    const field = fields?.get(key);
    const old = result[key];
    if (Array.isArray(value) && Array.isArray(old)) result[key] = mergeList(old, value, field);
    else if (isObject(value) && isObject(old)) result[key] = merge(old, value, field?.list ? undefined : field?.type);
    else result[key] = value;
  }
  return result;
}

function mergeList(live: readonly unknown[], applied: readonly unknown[], field: Field | undefined): unknown[] {
  const { list } = field ?? {};
  if (list?.kind === 'set') return [...new Set([...live, ...applied])];
  if (list?.kind !== 'keyed') return [...applied];
  const id = (item: unknown) => itemId(item as Json, list);
  const named = new Map(applied.map(item => [id(item), item as Json]));
  const kept = live.map(item => (named.has(id(item)) ? merge(item as Json, named.get(id(item))!, field!.type) : item));
  const known = new Set(live.map(id));
  return [...kept, ...applied.filter(item => !known.has(id(item)))];
}
