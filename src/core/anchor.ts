/**
 * A label that every pod of a selector has: one of `values`, or any value. It finds the few pods that a selector may select, and the few
 * selectors that may select a pod.
 */
import type { Labels, Selector } from './model.ts';

export interface Anchor {
  readonly key: string;
  /** Absent: any. */
  readonly values?: readonly string[];
}

/** Alternatives that are worth a comparison. */
const MAX_ANCHORS = 4;

/** Empty: the selector requires no label. */
export function anchorsOf({ matchLabels, matchExpressions }: Selector): Anchor[] {
  const anchors: Anchor[] = [];
  for (const [key, value] of Object.entries(matchLabels)) anchors.push({ key, values: [value] });
  for (const { key, operator, values } of matchExpressions) {
    if (operator === 'In') anchors.push({ key, values: [...new Set(values)] });
    else if (operator === 'Exists') anchors.push({ key });
    if (anchors.length >= MAX_ANCHORS) break;
  }
  return anchors.slice(0, MAX_ANCHORS);
}

/** Objects by their anchor. */
export class Anchored<T> {
  readonly #byLabel = new Map<string, Set<T>>();

  add(anchor: Anchor, item: T): void {
    for (const label of labelsOf(anchor)) {
      const items = this.#byLabel.get(label);
      if (items) items.add(item);
      else this.#byLabel.set(label, new Set([item]));
    }
  }

  delete(anchor: Anchor, item: T): void {
    for (const label of labelsOf(anchor)) {
      const items = this.#byLabel.get(label);
      items?.delete(item);
      if (items?.size === 0) this.#byLabel.delete(label);
    }
  }

  /** Calls back for each object whose anchor is among the labels, twice if both of its forms are. */
  each(labels: Labels, found: (item: T) => void): void {
    for (const key in labels) {
      this.#byLabel.get(key)?.forEach(found);
      this.#byLabel.get(labelOf(key, labels[key]!))?.forEach(found);
    }
  }
}

function labelsOf({ key, values }: Anchor): readonly string[] {
  return values ? values.map(value => labelOf(key, value)) : [key];
}

/** A key contains no `=`. */
function labelOf(key: string, value: string): string {
  return `${key}=${value}`;
}
