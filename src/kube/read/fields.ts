/** Reads one level of an API object by its zod shape: types of its fields, and in strict mode the fields it does not have. */
import { z } from 'zod';
import { at, invalid, type Place, unknownField } from './place.ts';

// The building blocks of all shapes. Go's decoder takes null for an absent field everywhere, and so do these.
export const text = z.string({ error: 'must be a string' }).nullish();
export const flag = z.boolean({ error: 'must be true or false' }).nullish();
export const integer = z.int32({ error: 'must be an integer' }).nullish();
/** Read by a function of its own, one level down. */
export const inner = z.unknown().optional();

/** The known fields of `raw`; undefined if it is no object or a field is of the wrong type. Null is the empty object, as to Go's decoder. */
export function readFields<S extends z.ZodObject>(shape: S, raw: unknown, place: Place): z.infer<S> | undefined {
  const object = raw ?? {};
  if (typeof object !== 'object' || Array.isArray(object)) {
    invalid(place, object, 'must be an object');
    return undefined;
  }
  if (place.findings.strict) {
    const known = Object.keys(shape.shape);
    for (const field of Object.keys(object)) if (!known.includes(field)) unknownField(at(place, field), known);
  }
  const parsed = shape.safeParse(object);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    const field = String(issue.path[0]);
    invalid(at(place, field), (object as Record<string, unknown>)[field], issue.message);
  }
  return undefined;
}

/** The items of a list; `[]` when it is missing or null; undefined if it is no list. */
export function readList(raw: unknown, place: Place): readonly unknown[] | undefined {
  if (raw === undefined || raw === null) return [];
  if (Array.isArray(raw)) return raw;
  invalid(place, raw, 'must be a list');
  return undefined;
}
