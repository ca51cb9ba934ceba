/** Reads one level of an API object with a zod shape. Checks the types of its fields and, in strict mode, reports unknown fields. */
import { z } from 'zod';
import { at, invalid, type Place, unknownField } from './place.ts';

// The building blocks of all shapes. Like Go's decoder, they read null as an absent field.
export const text = z.string({ error: 'must be a string' }).nullish();
export const flag = z.boolean({ error: 'must be true or false' }).nullish();
export const integer = z.int32({ error: 'must be an integer' }).nullish();
/** A field that another reader reads. */
export const inner = z.unknown().optional();

/** The known fields of `raw`. Undefined if it is not an object or a field has the wrong type. Like Go's decoder, it reads null as an empty object. */
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

/** The items of a list. `[]` if it is missing or null. Undefined if it is not a list. */
export function readList(raw: unknown, place: Place): readonly unknown[] | undefined {
  if (raw === undefined || raw === null) return [];
  if (Array.isArray(raw)) return raw;
  invalid(place, raw, 'must be a list');
  return undefined;
}

/** The valid items. A list without invalid items stays as it is, because filtering allocates room for more items. */
export function present<T>(items: readonly (T | undefined)[]): readonly T[] {
  return items.includes(undefined) ? items.filter(item => item !== undefined) : (items as readonly T[]);
}
