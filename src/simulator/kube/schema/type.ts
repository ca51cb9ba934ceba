/** The types of the API: which fields an object has, and how patches merge its lists. */

export type Scalar = 'string' | 'int' | 'bool' | 'time' | 'microtime' | 'port' | 'quantity' | 'map' | 'quantities' | 'any';
export type Type = Scalar | ObjectType;

export interface ObjectType {
  /** The kind of an API object, else the name that the Go package k8s.io/api gives the type. */
  readonly name: string;
  /** By the name in JSON. */
  readonly fields: ReadonlyMap<string, Field>;
}

export interface Field {
  /** Of a list: the type of its elements. */
  readonly type: Type;
  readonly list?: List;
}

export type List =
  | { readonly kind: 'atomic' }
  /** Primitives. Patches unite and subtract them. */
  | { readonly kind: 'set' }
  /** Objects. Strategic merge identifies them by the first key, server-side apply by all keys. */
  | { readonly kind: 'keyed'; readonly keys: readonly ListKey[] };

export interface ListKey {
  readonly name: string;
  readonly default?: string;
}

/** Undefined for a scalar and for an unknown type. The server takes their content as it is. */
export function fieldsOf(type: Type | undefined): ReadonlyMap<string, Field> | undefined {
  return typeof type === 'object' ? type.fields : undefined;
}

/** Reads `[]` (atomic), `[=]` (a set), `[a,b=x]` (merged by the keys a and b, where a missing b means x). */
export function parseList(text: string): List {
  const content = text.slice(1, -1);
  if (content === '') return { kind: 'atomic' };
  if (content === '=') return { kind: 'set' };
  const keys = content.split(',').map(key => {
    const [name, value] = key.split('=');
    return value === undefined ? { name: name! } : { name: name!, default: value };
  });
  return { kind: 'keyed', keys };
}
