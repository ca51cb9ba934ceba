/** Labels and label selectors (apimachinery meta/v1/validation). */
import type { FieldErrors } from './field-errors.ts';
import { labelValue, qualifiedName } from './names.ts';

export interface LabelSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key?: string; operator?: string; values?: string[] }[];
}
export function validateLabels(labels: Readonly<Record<string, string>> | undefined, field: string, errors: FieldErrors): void {
  for (const [key, value] of Object.entries(labels ?? {})) {
    errors.check(field, key, qualifiedName(key));
    errors.check(field, value, labelValue(value));
  }
}

export function validateSelector(selector: LabelSelector | undefined, path: string, errors: FieldErrors): void {
  validateLabels(selector?.matchLabels, `${path}.matchLabels`, errors);
  for (const [i, { key = '', operator, values = [] }] of (selector?.matchExpressions ?? []).entries()) {
    const at = `${path}.matchExpressions[${i}]`;
    if (operator === 'In' || operator === 'NotIn') {
      if (values.length === 0) errors.required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'");
    } else if (operator === 'Exists' || operator === 'DoesNotExist') {
      if (values.length > 0) errors.forbidden(`${at}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
    } else {
      errors.invalid(`${at}.operator`, operator, 'not a valid selector operator');
    }
    errors.check(`${at}.key`, key, qualifiedName(key));
    for (const [j, value] of values.entries()) errors.check(`${at}.values[${j}]`, value, labelValue(value));
  }
}
