/** Strategic merge patch. Lists are merged by the keys of the schema, with the directives that kubectl sends (apimachinery strategicpatch). */
import { isObject } from '../schema/conform.ts';
import { type Field, fieldsOf, type Type } from '../schema/type.ts';

type Json = Record<string, unknown>;

const ORDER = '$setElementOrder/';
const DELETE_FROM = '$deleteFromPrimitiveList/';

/** The object after the patch. Neither argument is changed. @param type unknown fields are merged as plain JSON. */
export function strategicMerge(original: Json, patch: Json, type: Type | undefined): Json {
  if (patch.$patch === 'delete') return {};
  const { $patch, $retainKeys, ...changes } = patch;
  const result: Json = $patch === 'replace' ? {} : { ...original };
  if (Array.isArray($retainKeys)) for (const key of Object.keys(result)) if (!$retainKeys.includes(key)) delete result[key];
  const fields = fieldsOf(type);
  for (const [key, value] of Object.entries(changes)) {
    if (key.startsWith(DELETE_FROM)) {
      const name = key.slice(DELETE_FROM.length);
      const removed = value as unknown[];
      if (Array.isArray(result[name])) result[name] = result[name].filter(item => !removed.includes(item));
    } else if (key.startsWith(ORDER)) {
      // Applied after the list itself, below.
    } else if (value === null) {
      delete result[key];
    } else {
      result[key] = mergeValue(result[key], value, fields?.get(key));
    }
  }
  for (const [key, order] of Object.entries(changes)) {
    const name = key.slice(ORDER.length);
    if (!key.startsWith(ORDER) || !Array.isArray(result[name])) continue;
    result[name] = inOrder(result[name], order as unknown[], original[name], listKey(fields?.get(name)));
  }
  return result;
}

function mergeValue(original: unknown, patch: unknown, field: Field | undefined): unknown {
  if (Array.isArray(patch)) {
    const old = Array.isArray(original) ? original : [];
    if (field?.list?.kind === 'set') return [...new Set([...old, ...patch])];
    const key = listKey(field);
    return key === undefined ? patch : mergeList(old, patch, key, field!.type);
  }
  // Merging new fields into an empty object removes directives and nulls from them.
  if (isObject(patch)) return strategicMerge(isObject(original) ? original : {}, patch, field?.list ? undefined : field?.type);
  return patch;
}

function listKey(field: Field | undefined): string | undefined {
  return field?.list?.kind === 'keyed' ? field.list.keys[0]!.name : undefined;
}

function mergeList(original: readonly Json[], patch: readonly Json[], key: string, type: Type): Json[] {
  const replaces = patch.some(item => item.$patch === 'replace' && item[key] === undefined);
  const result = replaces ? [] : [...original];
  for (const item of patch) {
    if (item.$patch === 'replace' && item[key] === undefined) continue;
    const at = result.findIndex(existing => existing[key] === item[key]);
    if (item.$patch === 'delete') {
      if (at >= 0) result.splice(at, 1);
    } else if (at >= 0) {
      result[at] = strategicMerge(result[at]!, item, type);
    } else {
      result.push(strategicMerge({}, item, type));
    }
  }
  return result;
}

/** Sorts the named elements in the given order. Elements that only the server has stay before the same named element. */
function inOrder(items: readonly unknown[], order: readonly unknown[], original: unknown, key: string | undefined): unknown[] {
  const id = (item: unknown) => (key !== undefined && isObject(item) ? item[key] : item);
  const named = order.map(id);
  const before = Array.isArray(original) ? original.map(id) : [];
  const rest = items.filter(item => !named.includes(id(item)));
  const result: unknown[] = [];
  for (const item of items.filter(item => named.includes(id(item))).sort((a, b) => named.indexOf(id(a)) - named.indexOf(id(b)))) {
    const place = before.indexOf(id(item));
    while (place >= 0 && rest.length > 0 && before.indexOf(id(rest[0])) < place) result.push(rest.shift());
    result.push(item);
  }
  return [...result, ...rest];
}
