/** Formats responses by the Accept header: JSON objects, tables for kubectl get, or metadata only. */
import type { ListPage } from './list.ts';
import type { KubeObject } from './object.ts';
import { encode, groupVersion, type Resource } from './resource.ts';
import { notAcceptable } from './status.ts';
import { columnsOf, tableRow } from './table/table.ts';

export type Format = 'json' | 'table' | 'metadata';

const AS: Readonly<Record<string, Format>> = {
  Table: 'table',
  PartialObjectMetadata: 'metadata',
  PartialObjectMetadataList: 'metadata',
};

/** The first accepted media type that the server supports. It skips protobuf, CBOR and aggregated discovery. @throws StatusError 406 */
export function negotiate(accept: string | undefined): Format {
  for (const entry of (accept || '*/*').split(',')) {
    const [type, ...rest] = entry.trim().split(';');
    const parameters = new Map(rest.map(parameter => parameter.trim().split('=') as [string, string]));
    if (!['application/json', 'application/*', '*/*'].includes(type!)) continue;
    const as = parameters.get('as');
    if (as === undefined) return 'json';
    if (parameters.get('g') === 'meta.k8s.io' && parameters.get('v') === 'v1' && AS[as]) return AS[as];
  }
  throw notAcceptable();
}

/** Formats the objects of one kind for one client. */
export class Renderer {
  readonly #resource: Resource;
  readonly #format: Format;
  /** Content of a Table row's `object`: `Object`, `None`, or by default the metadata. */
  readonly #includeObject: string;

  constructor(resource: Resource, format: Format, includeObject = 'Metadata') {
    this.#resource = resource;
    this.#format = format;
    this.#includeObject = includeObject;
  }

  one(stored: KubeObject, options: { readonly header: boolean } = { header: true }): unknown {
    const object = encode(this.#resource, stored);
    if (this.#format === 'metadata') return partial(object);
    if (this.#format === 'json') return object;
    const { resourceVersion } = object.metadata;
    return { ...this.#table({ resourceVersion }, options.header), rows: [tableRow(this.#resource, stored, this.#object(object))] };
  }

  /** The list's own fields, the name of the field with the items, and an iterator of items, because a list may be too long for one string. */
  list(page: ListPage): { head: object; field: string; elements: Iterable<unknown> } {
    const { items, metadata } = page;
    const resource = this.#resource;
    if (this.#format === 'table') {
      const rows = items.values().map(stored => tableRow(resource, stored, this.#object(encode(resource, stored))));
      return { head: this.#table(metadata, true), field: 'rows', elements: rows };
    }
    const metadataOnly = this.#format === 'metadata';
    const kind = metadataOnly ? 'PartialObjectMetadataList' : `${resource.kind}List`;
    const apiVersion = metadataOnly ? 'meta.k8s.io/v1' : groupVersion(resource);
    const elements = items.values().map(stored => {
      if (metadataOnly) return partial(stored);
      // Items of a typed list have no kind.
      const { apiVersion, kind, ...rest } = encode(resource, stored);
      return rest;
    });
    return { head: { kind, apiVersion, metadata }, field: 'items', elements };
  }

  /** A watch's bookmark: an object that has only a resourceVersion. */
  bookmark(metadata: object): unknown {
    const { kind } = this.#resource;
    if (this.#format === 'table') return { ...this.#table(metadata, false), rows: [] };
    if (this.#format === 'metadata') return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata };
    return { kind, apiVersion: groupVersion(this.#resource), metadata, ...this.#resource.empty };
  }

  #table(metadata: object, header: boolean): object {
    const columnDefinitions = header ? columnsOf(this.#resource) : null;
    return { kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata, columnDefinitions };
  }

  #object(object: KubeObject): unknown {
    if (this.#includeObject === 'None') return null;
    return this.#includeObject === 'Object' ? object : partial(object);
  }
}

function partial({ metadata }: KubeObject): unknown {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata };
}
