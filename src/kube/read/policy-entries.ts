/**
 * Counts the entries of a NetworkPolicy before it is read. A policy of the largest size that the API server stores has 100,000 entries and more.
 * Reading them takes long, and keeping them takes much memory.
 */

export const MAX_ENTRIES = 10_000;

/** Stands for a list with more entries than the maximum, which was not parsed (policy-text.ts). */
export const TOO_LONG: readonly unknown[] = Object.freeze(['']);

/**
 * Counts the items of all lists and the labels of all matchLabels: rules, peers, ports, exceptions, requirements and values.
 * @param raw A part of the policy, in any shape.
 * @param max Counting stops above it.
 */
export function entriesOf(raw: unknown, max: number): number {
  const pending: unknown[] = [raw];
  // A manifest with YAML aliases can contain itself.
  const counted = new Set<unknown>();
  let entries = 0;
  while (pending.length > 0 && entries <= max) {
    const value = pending.pop();
    if (value === TOO_LONG) return max + 1;
    if (typeof value !== 'object' || value === null || counted.has(value)) continue;
    counted.add(value);
    if (Array.isArray(value)) {
      entries += value.length;
      if (entries <= max) for (const item of value) pending.push(item);
      continue;
    }
    for (const field in value) {
      const inner = (value as Readonly<Record<string, unknown>>)[field];
      if (field === 'matchLabels' && typeof inner === 'object' && inner !== null) entries += Object.keys(inner).length;
      else pending.push(inner);
    }
  }
  return entries;
}
