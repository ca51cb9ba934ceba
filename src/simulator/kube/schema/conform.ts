/** Decodes a received object as a typed server does: it drops nulls, empty lists and maps, reports and prunes unknown fields, and rejects wrong types. */

import { type Notation, PLAIN } from '../notation.ts';
import { badRequest } from '../status.ts';
import { type Field, fieldsOf, type ObjectType, type Scalar, type Type } from './type.ts';

export interface Conformed {
  readonly value: unknown;
  /** In the real server's words: `unknown field "spec.ingress[0].form"`. */
  readonly unknown: readonly string[];
}

const QUANTITY = /^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$/;

/**
 * @param type undefined: the object is accepted unchanged.
 * @param notation of the JSON text, if there is one.
 * @throws StatusError 400 for JSON of a type that the field does not have.
 */
export function conform(
  kind: string,
  version: string,
  type: ObjectType | undefined,
  received: unknown,
  notation: Notation = PLAIN,
): Conformed {
  if (!type) return { value: received, unknown: [] };
  const unknown: string[] = [];
  // The structs that the current field is in, innermost last.
  const structs: string[] = [];
  const wrong = (found: unknown, path: string, wanted: string): never => {
    const number = typeof found === 'number' && wanted.startsWith('int') ? ` ${notation.literals.get(path) ?? found}` : '';
    const field = `${structs.at(-1)}.${path.replace(/\[\d+\]/g, '')}`;
    const problem = `json: cannot unmarshal ${jsonType(found)}${number} into Go struct field ${field} of type ${wanted}`;
    throw badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: ${problem}`);
  };

  function object({ name, fields }: ObjectType, value: unknown, path: string): Record<string, unknown> {
    if (!isObject(value)) return wrong(value, path, `v1.${name}`);
    const result: Record<string, unknown> = {};
    structs.push(name);
    for (const [key, item] of Object.entries(value)) {
      const field = fields.get(key);
      const itemPath = path === '' ? key : `${path}.${key}`;
      if (!field) {
        unknown.push(`unknown field "${itemPath}"`);
        continue;
      }
      const read = field.list ? list(field, item, itemPath) : one(field.type, item, itemPath);
      if (read !== undefined) result[key] = read;
    }
    structs.pop();
    return result;
  }

  function list(field: Field, value: unknown, path: string): unknown[] | undefined {
    if (value === null || value === undefined) return undefined;
    if (!Array.isArray(value)) return wrong(value, path, `[]${typeof field.type === 'string' ? field.type : `v1.${field.type.name}`}`);
    // Go reads a null element as the type's zero value.
    const items = value.map((item, index) => one(field.type, item ?? (fieldsOf(field.type) ? {} : ''), `${path}[${index}]`));
    return items.length === 0 ? undefined : items;
  }

  function one(type: Type, value: unknown, path: string): unknown {
    if (value === null || value === undefined) return undefined;
    if (typeof type === 'object') return object(type, value, path);
    switch (type) {
      case 'any':
        return value;
      case 'string':
        // A lone surrogate becomes the replacement character.
        return typeof value === 'string' ? value.toWellFormed() : wrong(value, path, 'string');
      case 'bool':
        return typeof value === 'boolean' ? value : wrong(value, path, 'bool');
      case 'int':
        return isInteger(value, path) ? value : wrong(value, path, 'int32');
      case 'port':
        return typeof value === 'string' || isInt32(value, path) ? value : wrong(value, path, 'int32');
      case 'quantity':
        return quantity(value, path);
      case 'time':
        return instant(value, path, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/, '2006-01-02T15:04:05Z07:00');
      case 'microtime':
        // Go's layout has exactly six digits, so a Date's toISOString() is rejected.
        return instant(value, path, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}(Z|[+-]\d\d:\d\d)$/, '2006-01-02T15:04:05.000000Z07:00');
      default:
        return map(type === 'quantities' ? 'quantity' : 'string', value, path);
    }
  }

  function isInteger(value: unknown, path: string): boolean {
    return Number.isInteger(value) && !notation.literals.has(path);
  }

  function isInt32(value: unknown, path: string): boolean {
    return isInteger(value, path) && (value as number) === ((value as number) | 0);
  }

  function quantity(value: unknown, path: string): string {
    if (typeof value !== 'string' && typeof value !== 'number') return wrong(value, path, 'resource.Quantity');
    if (QUANTITY.test(String(value))) return String(value);
    throw badRequest(
      `${kind} in version "${version}" cannot be handled as a ${kind}: quantities must match the regular expression '${QUANTITY.source}'`,
    );
  }

  function instant(value: unknown, path: string, format: RegExp, layout: string): string {
    if (typeof value !== 'string') return wrong(value, path, 'string');
    if (!format.test(value) || Number.isNaN(Date.parse(value))) {
      const problem = `parsing time ${JSON.stringify(value)} as ${JSON.stringify(layout)}: ${unparsed(value, layout)}`;
      throw badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: ${problem}`);
    }
    return layout.includes('.') ? value : new Date(value).toISOString().replace(/\.\d+Z$/, 'Z');
  }

  function map(type: Scalar, value: unknown, path: string): Record<string, unknown> | undefined {
    if (!isObject(value)) return wrong(value, path, 'map[string]string');
    // A real server's message names the map, not the key.
    const entries = Object.entries(value).map(([key, item]) => [key, one(type, item ?? '', path)] as const);
    return entries.length === 0 ? undefined : Object.fromEntries(entries);
  }

  return { value: object(type, received, ''), unknown };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function jsonType(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return value === null ? 'null' : typeof value;
}

/** The part of a time that Go's layout does not fit. Of a microtime it is the fraction. */
function unparsed(value: string, layout: string): string {
  const [, rest] = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(.*)$/.exec(value) ?? [];
  const part = rest !== undefined && layout.includes('.') ? ` as ".000000"` : '';
  return `cannot parse ${JSON.stringify(part === '' ? value : rest)}${part}`;
}
