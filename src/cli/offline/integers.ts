/** The API server rejects `80.0` and `8e1` in an integer field. JSON.parse and YAML parsers read both as 80. */
import type { Manifest } from './manifests.ts';
import { isObject } from './manifests.ts';

/** The paths of such numbers among the ports of a NetworkPolicy, with their texts. */
export function decimalPorts({ object, sourceOf }: Manifest): { readonly path: string; readonly source: string }[] {
  return [...portNumbers(object)].flatMap(path => {
    const source = sourceOf(path) ?? '';
    return /[.eE]/.test(source) && !/^[-+]?0x/i.test(source) ? [{ path, source }] : [];
  });
}

function* portNumbers({ spec }: Manifest['object']): Generator<string> {
  for (const direction of ['ingress', 'egress'] as const) {
    const rules = isObject(spec) ? spec[direction] : undefined;
    for (const [rule, { ports }] of listOf(rules))
      for (const [index, port] of listOf(ports))
        for (const field of ['port', 'endPort'])
          if (typeof port[field] === 'number') yield `spec.${direction}[${rule}].ports[${index}].${field}`;
  }
}

function listOf(value: unknown): [number, Readonly<Record<string, unknown>>][] {
  return Array.isArray(value) ? [...value.entries()].filter((entry): entry is [number, Record<string, unknown>] => isObject(entry[1])) : [];
}
