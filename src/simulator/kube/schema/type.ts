/** The types of the API: the fields of objects, and the merge keys of their lists. */

export type Scalar = 'string' | 'int' | 'bool' | 'time' | 'microtime' | 'port' | 'quantity' | 'map' | 'quantities' | 'any';
export type Type = Scalar | ObjectType;

export interface ObjectType {
  /** The kind of an API object. For other types the name in the Go package k8s.io/api. */
  readonly name: string;
  /** By JSON name. */
  readonly fields: ReadonlyMap<string, Field>;
}

export interface Field {
  /** The type of a list's elements. */
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

/** Undefined for a scalar and for an unknown type. The server accepts their content unchanged. */
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
