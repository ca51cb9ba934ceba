/** Sets missing fields. Existing ones stay. */
export function fill(object: object, values: Record<string, unknown>): void {
  const target = object as Record<string, unknown>;
  for (const [key, value] of Object.entries(values)) target[key] ??= value;
}
