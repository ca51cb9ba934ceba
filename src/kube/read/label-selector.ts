import { z } from 'zod';
import type { LabelRequirement, Selector } from '../../core/model.ts';
import { inner, readFields, readList, text } from './fields.ts';
import { labelKeyErrors, labelValueErrors } from './grammar.ts';
import { readLabels } from './labels.ts';
import { at, forbidden, invalid, type Place, required } from './place.ts';

const selectorShape = z.object({ matchLabels: inner, matchExpressions: inner });
const requirementShape = z.object({ key: text, operator: text, values: inner });

/** A LabelSelector; missing, null and `{}` select everything. Undefined if any part of it is invalid: without that part it would select more. */
export function readSelector(raw: unknown, place: Place): Selector | undefined {
  const { findings } = place;
  const errors = findings.errors;
  const fields = readFields(selectorShape, raw, place);
  if (!fields) return undefined;
  const matchLabels = readLabels(fields.matchLabels, at(place, 'matchLabels'));
  const list = at(place, 'matchExpressions');
  const matchExpressions: LabelRequirement[] = [];
  for (const [index, item] of (readList(fields.matchExpressions, list) ?? []).entries()) {
    const requirement = readRequirement(item, at(list, index));
    if (requirement) matchExpressions.push(requirement);
  }
  return matchLabels && findings.errors === errors ? { matchLabels, matchExpressions } : undefined;
}

function readRequirement(raw: unknown, place: Place): LabelRequirement | undefined {
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
      return { key, operator, values };
    case 'Exists':
    case 'DoesNotExist':
      if (values.length > 0) forbidden(at(place, 'values'), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
      return { key, operator, values };
    default:
      invalid(at(place, 'operator'), operator, 'not a valid selector operator');
      return undefined;
  }
}

function readValues(raw: unknown, place: Place): readonly string[] | undefined {
  const list = readList(raw, place);
  return list?.map((item, index) => {
    const value = item ?? '';
    if (typeof value !== 'string') {
      invalid(at(place, index), value, 'must be a string');
      return '';
    }
    for (const error of labelValueErrors(value)) invalid(at(place, index), value, error);
    return value;
  });
}
