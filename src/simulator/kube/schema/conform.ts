/** Makes a received object what a typed server would have read: nulls, empty lists and maps gone, unknown fields pruned and named, wrong types refused. */

import { badRequest } from '../status.ts';
import { type Field, fieldsOf, type ObjectType, type Scalar, type Type } from './type.ts';

export interface Conformed {
  readonly value: unknown;
  /** In the real server's words: `unknown field "spec.ingress[0].form"`. */
  readonly unknown: readonly string[];
}

const QUANTITY = /^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$/;

/**
 * @param type undefined: everything is taken as it is.
 * @throws StatusError 400 where JSON of another type stands than the API has there.
 */
export function conform(kind: string, version: string, type: ObjectType | undefined, received: unknown): Conformed {
  if (!type) return { value: received, unknown: [] };
  const unknown: string[] = [];
  const wrong = (found: unknown, path: string, wanted: string): never => {
    const problem = `json: cannot unmarshal ${jsonType(found)} into Go struct field ${path} of type ${wanted}`;
    throw badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: ${problem}`);
  };

  function object({ name, fields }: ObjectType, value: unknown, path: string): Record<string, unknown> {
    if (!isObject(value)) return wrong(value, path, `v1.${name}`);
    const result: Record<string, unknown> = {};
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
    return result;
  }

  function list(field: Field, value: unknown, path: string): unknown[] | undefined {
    if (value === null || value === undefined) return undefined;
    if (!Array.isArray(value)) return wrong(value, path, `[]${typeof field.type === 'string' ? field.type : field.type.name}`);
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
        return typeof value === 'string' ? value : wrong(value, path, 'string');
      case 'bool':
        return typeof value === 'boolean' ? value : wrong(value, path, 'bool');
      case 'int':
        return Number.isInteger(value) ? value : wrong(value, path, 'int32');
      case 'port':
        return typeof value === 'string' || Number.isInteger(value) ? value : wrong(value, path, 'intstr.IntOrString');
      case 'quantity':
        return quantity(value, path);
      case 'time':
        return instant(value, path, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/, '2006-01-02T15:04:05Z07:00');
      case 'microtime':
        // Exactly six digits: Go's layout has them, so a Date's own toISOString() is refused.
        return instant(value, path, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}(Z|[+-]\d\d:\d\d)$/, '2006-01-02T15:04:05.000000Z07:00');
      default:
        return map(type === 'quantities' ? 'quantity' : 'string', value, path);
    }
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
      const problem = `parsing time ${JSON.stringify(value)} as ${JSON.stringify(layout)}: cannot parse ${JSON.stringify(value)}`;
      throw badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: ${problem}`);
    }
    return layout.includes('.') ? value : new Date(value).toISOString().replace(/\.\d+Z$/, 'Z');
  }

  function map(type: Scalar, value: unknown, path: string): Record<string, unknown> | undefined {
    if (!isObject(value)) return wrong(value, path, 'map[string]string');
    const entries = Object.entries(value).map(([key, item]) => [key, one(type, item ?? '', `${path}.${key}`)] as const);
    return entries.length === 0 ? undefined : Object.fromEntries(entries);
  }

  return { value: object(type, received, ''), unknown };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function jsonType(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return value === null ? 'null' : typeof value;
}
