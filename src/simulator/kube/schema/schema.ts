/** Reads the notation of types.ts. */
import { TYPES } from './types.ts';

export type Scalar = 'string' | 'int' | 'bool' | 'time' | 'microtime' | 'port' | 'quantity' | 'map' | 'quantities' | 'any';

export interface Field {
  readonly name: string;
  /** A scalar or, beginning with a capital, a type of the table; of a list: of its elements. */
  readonly type: string;
  readonly list?: List;
}

export type List =
  | { readonly kind: 'atomic' }
  /** Of primitives; patches unite and subtract. */
  | { readonly kind: 'set' }
  /** Of objects: strategic merge knows them by the first key, server-side apply by all. */
  | { readonly kind: 'keyed'; readonly keys: readonly ListKey[] };

export interface ListKey {
  readonly name: string;
  readonly default?: string;
}

export type Fields = ReadonlyMap<string, Field>;

const SCHEMA: ReadonlyMap<string, Fields> = new Map(Object.entries(TYPES).map(([type, text]) => [type, parseFields(text)]));

/** Undefined for scalars and for types that the table does not hold: their content is taken as it is. */
export function fieldsOf(type: string | undefined): Fields | undefined {
  return type === undefined ? undefined : SCHEMA.get(type);
}

export function typeNames(): Iterable<string> {
  return SCHEMA.keys();
}

function parseFields(text: string): Fields {
  const fields = text.split(/\s+/).map(item => {
    const match = /^(\w+)(?::(\w+))?(?:\[(.*)\])?$/.exec(item);
    if (!match) throw new TypeError(`schema: cannot read ${item}`);
    const [, name, type, list] = match;
    return { name: name!, type: type ?? 'string', ...(list !== undefined && { list: parseList(list) }) };
  });
  return new Map(fields.map(field => [field.name, field]));
}

function parseList(text: string): List {
  if (text === '') return { kind: 'atomic' };
  if (text === '=') return { kind: 'set' };
  const keys = text.split(',').map(key => {
    const [name, value] = key.split('=');
    return value === undefined ? { name: name! } : { name: name!, default: value };
  });
  return { kind: 'keyed', keys };
}
