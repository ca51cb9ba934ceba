/** Text → Kubernetes objects with their locations. Kinds that do not matter for policies are only counted. */
import { type Document, DocumentError } from './document.ts';
import { isStored, jsonDocuments } from './json-documents.ts';
import { classify, type ManifestKind } from './manifest-kind.ts';
import type { Source } from './manifest-source.ts';
import type { Problem } from './problem.ts';
import { yamlDocuments } from './yaml-documents.ts';

export interface Manifest extends Pick<Document, 'locate' | 'sourceOf'> {
  readonly kind: ManifestKind;
  /** For namespaced kinds, `metadata.namespace` is filled in. */
  readonly object: JsonObject;
  /** An API server has stored the object. Others are files that somebody may apply. */
  readonly stored: boolean;
  readonly file: string;
}

export type JsonObject = Readonly<Record<string, unknown>>;

/** The objects that are not read. */
export interface Skipped {
  /** By `apiVersion kind`. */
  readonly counts: Map<string, number>;
  /** The first policy of each other API, by `apiVersion kind`. */
  readonly policies: Map<string, Problem>;
}

/**
 * Reads one object after the other, so that a large dump is never in memory as a whole. Adds errors to `problems` and continues, so that one run
 * finds all problems.
 */
export function* manifestsOf(sources: readonly Source[], problems: Problem[], skipped: Skipped): Generator<Manifest> {
  for (const source of sources) {
    const file = source.name;
    try {
      const documents = documentsOf(source);
      if (documents.length === 0 && source.explicit) problems.push({ file, message: 'contains no Kubernetes object' });
      for (const document of documents)
        for (const located of objectsOf(file, document, problems)) yield* manifestOf(file, located, problems, skipped);
    } catch (error) {
      if (!(error instanceof DocumentError)) throw error;
      problems.push({ file, ...(error.location && { location: error.location }), message: error.message });
    }
  }
}

/** For messages: `NetworkPolicy demo/web`, or `NetworkPolicy` for an object without a name. */
export function nameOf(kind: string, object: JsonObject): string {
  const { namespace, name } = isObject(object.metadata) ? object.metadata : {};
  if (typeof name !== 'string' || name === '') return kind;
  return isNamespaced(kind) ? `${kind} ${typeof namespace === 'string' && namespace ? namespace : 'default'}/${name}` : `${kind} ${name}`;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface Located extends Pick<Document, 'locate' | 'sourceOf'> {
  readonly value: JsonObject;
  readonly apiVersion: string;
  readonly kind: string;
}

/** A larger text is no JavaScript string. */
const MAX_YAML_BYTES = 512 * 1024 * 1024;

/** @throws DocumentError if the text cannot be parsed. */
function documentsOf({ bytes }: Source): Document[] {
  const isBraced = /^\s*\{/.test(bytes.toString('utf8', 0, 1024));
  const documents = isBraced ? jsonDocuments(bytes) : undefined;
  if (documents) return documents;
  if (bytes.length > MAX_YAML_BYTES) throw new DocumentError(undefined, 'is YAML of more than 512 MiB. Use JSON');
  return yamlDocuments(bytes.toString('utf8'));
}

function* manifestOf(file: string, located: Located, problems: Problem[], skipped: Skipped): Generator<Manifest> {
  const { value, apiVersion, kind, locate, sourceOf } = located;
  const found = classify(apiVersion, kind);
  if (found && 'kind' in found) {
    yield { kind: found.kind, object: withNamespace(kind, value), stored: isStored(value), file, locate, sourceOf };
  } else if (found && 'mistake' in found) {
    const { field, mistake } = found;
    problems.push({ file, location: locate(field), object: nameOf(kind, value), path: field, message: mistake });
  } else {
    const key = `${apiVersion} ${kind}`;
    skipped.counts.set(key, (skipped.counts.get(key) ?? 0) + 1);
    if (found && !skipped.policies.has(key))
      skipped.policies.set(key, {
        file,
        location: locate('kind'),
        object: `${apiVersion} ${foreignName(kind, value)}`,
        message: OTHER_API,
      });
  }
}

const OTHER_API = 'is a policy of another API, which the agent does not enforce';

/** The kind may have no namespaces. */
function foreignName(kind: string, { metadata }: JsonObject): string {
  const { namespace, name } = isObject(metadata) ? metadata : {};
  return [kind, [namespace, name].filter(part => typeof part === 'string' && part !== '').join('/')].filter(Boolean).join(' ');
}

function* objectsOf(
  file: string,
  document: Document,
  problems: Problem[],
  inherited?: { readonly apiVersion: string; readonly kind: string },
): Generator<Located> {
  const { value, locate, sourceOf } = document;
  const problem = (path: string, message: string): void => void problems.push({ file, location: locate(path), message });
  if (!isObject(value)) return problem('', `is ${describe(value)}, not a Kubernetes object`);
  const { apiVersion = inherited?.apiVersion, kind = inherited?.kind } = value;
  if (typeof apiVersion !== 'string' || apiVersion === '')
    return problem('apiVersion', 'is not a Kubernetes object: apiVersion is missing or not text');
  if (typeof kind !== 'string' || kind === '') return problem('kind', 'is not a Kubernetes object: kind is missing or not text');
  if (!kind.endsWith('List') || !('items' in value)) {
    yield { value, apiVersion, kind, locate, sourceOf };
    return;
  }
  const items = value.items ?? [];
  if (!Array.isArray(items)) return problem('items', `${kind}: items is ${describe(items)}, not a list`);
  // Items of a PodList from the API have no kind or version. Items of a `List` must have both.
  const own = kind === 'List' ? undefined : { apiVersion, kind: kind.slice(0, -'List'.length) };
  for (const item of document.items ?? itemsIn(document, items)) yield* objectsOf(file, item, problems, own);
}

function* itemsIn({ locate, sourceOf }: Document, items: readonly unknown[]): Generator<Document> {
  for (const [index, value] of items.entries()) {
    const inList = (path: string): string => (path ? `items[${index}].${path}` : `items[${index}]`);
    yield { value, locate: path => locate(inList(path)), sourceOf: path => sourceOf(inList(path)) };
  }
}

function withNamespace(kind: string, object: JsonObject): JsonObject {
  const { metadata } = object;
  if (!isNamespaced(kind) || !isObject(metadata) || (metadata.namespace ?? '') !== '') return object;
  return { ...object, metadata: { ...metadata, namespace: 'default' } };
}

function isNamespaced(kind: string): boolean {
  return kind !== 'Namespace' && kind !== 'Node' && kind !== 'ClusterNetworkPolicy';
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return { string: 'text', number: 'a number', boolean: 'a boolean' }[typeof value as string] ?? 'a mapping';
}
