import { z } from 'zod';
import type { LabelRequirement, Labels, Selector } from '../../core/model.ts';
import { inner, present, readFields, readList, text } from './fields.ts';
import { labelKeyErrors, labelValueErrors } from './grammar.ts';
import { readStringMap } from './labels.ts';
import { at, forbidden, invalid, type Place, required, superseded } from './place.ts';

const selectorShape = z.object({ matchLabels: inner, matchExpressions: inner });
const requirementShape = z.object({ key: text, operator: text, values: inner });

/** The valid parts of a LabelSelector. */
export interface ReadSelector {
  /** Selects the same objects as the whole selector, or more if the selector is incomplete. */
  readonly selector: Selector;
  readonly complete: boolean;
}

/** Missing, null and `{}` select everything. Undefined if any part is invalid, because without that part it would select more. */
export function readSelector(raw: unknown, place: Place): Selector | undefined {
  const { selector, complete } = readSelectorParts(raw, place);
  return complete ? selector : undefined;
}

export function readSelectorParts(raw: unknown, place: Place): ReadSelector {
  const { findings } = place;
  const errors = findings.errors;
  const fields = readFields(selectorShape, raw, place);
  const matchLabels = readMatchLabels(fields?.matchLabels, at(place, 'matchLabels'));
  const list = at(place, 'matchExpressions');
  const requirements = (readList(fields?.matchExpressions, list) ?? []).map((item, index) => readRequirement(item, at(list, index)));
  return { selector: { matchLabels: matchLabels ?? {}, matchExpressions: present(requirements) }, complete: findings.errors === errors };
}

function readMatchLabels(raw: unknown, place: Place): Labels | undefined {
  const { findings } = place;
  const errors = findings.errors;
  const labels = readStringMap(raw, place);
  for (const [key, value] of Object.entries(labels ?? {})) {
    for (const error of labelKeyErrors(key)) invalid(place, key, error);
    readValue(value, place);
  }
  return findings.errors === errors ? labels : undefined;
}

/** Undefined if any part is invalid. */
function readRequirement(raw: unknown, place: Place): LabelRequirement | undefined {
  const { findings } = place;
  const errors = findings.errors;
  const fields = readFields(requirementShape, raw, place);
  const values = fields && readValues(fields.values, at(place, 'values'));
  if (!fields || !values) return undefined;
  const key = fields.key ?? '';
  const operator = fields.operator ?? '';
  for (const error of labelKeyErrors(key)) invalid(at(place, 'key'), key, error);
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length === 0) required(at(place, 'values'), "must be specified when `operator` is 'In' or 'NotIn'");
      break;
    case 'Exists':
    case 'DoesNotExist':
      if (values.length > 0) forbidden(at(place, 'values'), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
      break;
    default:
      invalid(at(place, 'operator'), operator, 'not a valid selector operator');
      return undefined;
  }
  return findings.errors === errors ? { key, operator, values } : undefined;
}

function readValues(raw: unknown, place: Place): readonly string[] | undefined {
  const list = readList(raw, place);
  return list?.map((item, index) => {
    const value = item ?? '';
    if (typeof value === 'string') readValue(value, at(place, index));
    else invalid(at(place, index), value, 'must be a string');
    return String(value);
  });
}

/** Older API servers accepted any text, and stored values stay valid. */
function readValue(value: string, place: Place): void {
  for (const error of labelValueErrors(value)) superseded(place, value, error, 'no label has this value');
}
