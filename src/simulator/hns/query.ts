/** HostComputeQuery: the filter and the schema of the documents (docs/reference/hns-api.md §2.2). */
import { QUERY } from './documents.ts';
import { Rejection } from './hresult.ts';
import type { Kind } from './native.ts';
import { type Fields, object, parse, TEXT, UINT32 } from './shape.ts';
import type { Switches } from './switches.ts';

export interface Query {
  readonly schema: 'v1' | 'v2';
  readonly detailed: boolean;
  /** Required values by property. An empty filter selects all objects. Undefined selects no object. */
  readonly filter: Readonly<Record<string, string | number>> | undefined;
}

/** Filters use the property names of v1. */
const FILTER_KEYS: Readonly<Record<Kind, Fields>> = {
  Endpoint: { ID: TEXT, Name: TEXT, VirtualNetwork: TEXT, VirtualNetworkName: TEXT, State: UINT32, IPAddress: TEXT, MacAddress: TEXT },
  Network: { ID: TEXT, Name: TEXT, Type: TEXT },
  Namespace: { ID: TEXT },
};

const DEFAULT = '{"SchemaVersion":{"Major":2,"Minor":0}}';

/** @param document `''` stands for the default query. @throws Rejection */
export function parseQuery(document: string, kind: Kind, switches: Switches): Query {
  const fields = parse(document || DEFAULT, QUERY, switches) as { SchemaVersion?: { Major?: number }; Flags?: string; Filter?: string };
  const major = fields.SchemaVersion?.Major;
  if (major !== undefined && major !== 1 && major !== 2) throw new Rejection('E_INVALIDARG');
  return {
    schema: major === undefined ? switches.unversionedQuery : major === 1 ? 'v1' : 'v2',
    detailed: fields.Flags === 'Detailed',
    filter: parseFilter(fields.Filter || '{}', FILTER_KEYS[kind], switches),
  };
}

function parseFilter(filter: string, keys: Fields, switches: Switches): Query['filter'] {
  try {
    return parse(filter, object(keys), switches) as Query['filter'];
  } catch (error) {
    const isUnknownKey = error instanceof Rejection && error.detail.includes('UnknownField');
    if (isUnknownKey && switches.unknownFilterKey === 'no-match') return undefined;
    throw error;
  }
}

/** @param properties The object's v1 document. */
export function isSelected({ filter }: Query, properties: Readonly<Record<string, unknown>>): boolean {
  if (!filter) return false;
  return Object.entries(filter).every(([key, value]) => fold(key, properties[key]) === fold(key, value));
}

/** GUIDs are compared without case. */
function fold(key: string, value: unknown): unknown {
  return (key === 'ID' || key === 'VirtualNetwork') && typeof value === 'string' ? value.toLowerCase() : value;
}
