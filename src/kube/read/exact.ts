/**
 * Reads objects whose unknown fields matter. The API of ClusterNetworkPolicies demands that a rule with a field of a newer version fails closed.
 * An API server whose CRD has changed returns empty objects in place of stored fields.
 */
import type { z } from 'zod';
import type { Selector } from '../../core/model.ts';
import { readFields } from './fields.ts';
import { readSelectorParts, requirementShape, selectorShape } from './label-selector.ts';
import { at, type Place, required, unknownField } from './place.ts';

/** Like `readFields`, but an unknown field is an error in stored objects, too. */
export function readExactly<S extends z.ZodObject>(shape: S, raw: unknown, place: Place): z.infer<S> | undefined {
  const { findings } = place;
  const errors = findings.errors;
  const fields = readFields(shape, raw, place);
  if (!findings.strict) reportUnknown(shape, raw, place);
  return findings.errors === errors ? fields : undefined;
}

/** The only field of an object that must have exactly one. Null counts as absent. Undefined after an error. */
export function readOneOf<S extends z.ZodObject>(
  shape: S,
  raw: unknown,
  place: Place,
): readonly [name: keyof z.infer<S>, value: unknown] | undefined {
  const fields = readExactly(shape, raw, place);
  const set = Object.entries(fields ?? {}).filter(([, value]) => value !== undefined && value !== null);
  const [only] = set;
  if (fields && (set.length !== 1 || !only)) {
    required(place, `must have exactly one of: ${Object.keys(shape.shape).join(', ')}`);
    return undefined;
  }
  return only;
}

/** A LabelSelector and whether it was read completely. If not, it selects the same objects or more. */
export function readExactSelector(raw: unknown, place: Place): { readonly selector: Selector; readonly complete: boolean } {
  const { findings } = place;
  const errors = findings.errors;
  const { selector } = readSelectorParts(raw, place);
  if (!findings.strict) {
    reportUnknown(selectorShape, raw, place);
    const { matchExpressions } = (raw ?? {}) as { readonly matchExpressions?: unknown };
    const list = at(place, 'matchExpressions');
    if (Array.isArray(matchExpressions))
      for (const [index, item] of matchExpressions.entries()) reportUnknown(requirementShape, item, at(list, index));
  }
  return { selector, complete: findings.errors === errors };
}

function reportUnknown(shape: z.ZodObject, raw: unknown, place: Place): void {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return;
  const known = Object.keys(shape.shape);
  for (const field of Object.keys(raw)) if (!known.includes(field)) unknownField(at(place, field), known);
}
