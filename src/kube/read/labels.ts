import type { Labels } from '../../core/model.ts';
import { labelKeyErrors, labelValueErrors } from './grammar.ts';
import { invalid, type Place } from './place.ts';

const NONE: Labels = Object.freeze({});

/**
 * Reads a map of strings. `{}` if it is missing or null, undefined if it is invalid. Like Go's decoder, it reads a null value as `""`.
 * It does not use zod's record, which drops a key `__proto__` without an error: a selector that loses a requirement selects more.
 */
export function readStringMap(raw: unknown, place: Place): Labels | undefined {
  if (raw === undefined || raw === null) return NONE;
  if (typeof raw !== 'object' || Array.isArray(raw)) {
    invalid(place, raw, 'must be an object');
    return undefined;
  }
  const entries = Object.entries(raw as Record<string, unknown>);
  if (entries.length === 0) return NONE;
  const errors = place.findings.errors;
  const map: [string, string][] = [];
  for (const [key, value] of entries) {
    if (typeof value === 'string') map.push([key, value]);
    else if (value === null) map.push([key, '']);
    else invalid(place, value, `the value of ${JSON.stringify(key)} must be a string`);
  }
  return place.findings.errors === errors ? Object.fromEntries(map) : undefined;
}

/** Reads a map of strings that obey the grammar of labels. Undefined if one of them does not. */
export function readLabels(raw: unknown, place: Place): Labels | undefined {
  const labels = readStringMap(raw, place);
  if (labels === undefined) return undefined;
  const errors = place.findings.errors;
  for (const [key, value] of Object.entries(labels)) {
    for (const error of labelKeyErrors(key)) invalid(place, key, error);
    for (const error of labelValueErrors(value)) invalid(place, value, error);
  }
  return place.findings.errors === errors ? labels : undefined;
}
