/** Label selectors, matched like apimachinery's labels.Requirement (API reference: LabelSelectorRequirement). */
import type { LabelRequirement, Labels, Selector } from './model.ts';

/** Selects every object, like `{}` in the API. */
export const EVERYTHING: Selector = { matchLabels: {}, matchExpressions: [] };

export function matches(selector: Selector, labels: Labels): boolean {
  for (const key in selector.matchLabels) {
    // An absent label differs from a label with the value "".
    if (!Object.hasOwn(labels, key) || labels[key] !== selector.matchLabels[key]) return false;
  }
  return selector.matchExpressions.every(requirement => holds(requirement, labels));
}

function holds({ key, operator, values }: LabelRequirement, labels: Labels): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key]! : undefined;
  switch (operator) {
    case 'In':
      return value !== undefined && includes(values, value);
    case 'NotIn':
      return value === undefined || !includes(values, value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
  }
}

/** Searching a list of this length costs as much as a look-up in a set. */
const SHORT_LIST = 16;
const sets = new WeakMap<readonly string[], ReadonlySet<string>>();

function includes(values: readonly string[], value: string): boolean {
  if (values.length <= SHORT_LIST) return values.includes(value);
  const known = sets.get(values) ?? new Set(values);
  sets.set(values, known);
  return known.has(value);
}

/** Equal for selectors that differ only in the order of their parts, so that they can share one index. */
export function selectorKey(selector: Selector): string {
  const labels = Object.entries(selector.matchLabels).sort(([a], [b]) => (a < b ? -1 : 1));
  const expressions = selector.matchExpressions.map(({ key, operator, values }) => JSON.stringify([key, operator, [...values].sort()]));
  return JSON.stringify([labels, expressions.sort()]);
}
