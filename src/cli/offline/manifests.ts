/** Text → Kubernetes objects with their source lines. Kinds that do not matter for policies are only counted. */
import { type Document, DocumentError } from './document.ts';
import { jsonDocuments } from './json-documents.ts';
import type { Source } from './manifest-source.ts';
import type { Problem } from './problem.ts';
import { yamlDocuments } from './yaml-documents.ts';

export type ManifestKind = 'Namespace' | 'Node' | 'Pod' | 'NetworkPolicy' | 'ClusterNetworkPolicy';

export interface Manifest {
  readonly kind: ManifestKind;
  /** For namespaced kinds, `metadata.namespace` is filled in. */
  readonly object: JsonObject;
  readonly file: string;
  /** Line of a field such as `spec.ingress[0]`. For '': of the object. */
  lineOf(path: string): number;
}

export type JsonObject = Readonly<Record<string, unknown>>;

export interface Manifests {
  readonly manifests: readonly Manifest[];
  /** Objects of other kinds, by `apiVersion kind`. */
  readonly ignored: ReadonlyMap<string, number>;
}

/** The first is the current one. */
const API_VERSIONS: Readonly<Record<ManifestKind, readonly [string, ...string[]]>> = {
  Namespace: ['v1'],
  Node: ['v1'],
  Pod: ['v1'],
  NetworkPolicy: ['networking.k8s.io/v1'],
  ClusterNetworkPolicy: ['policy.networking.k8s.io/v1beta1', 'policy.networking.k8s.io/v1alpha2'],
};
/** API servers no longer serve this group. A manifest with it is an error and not ignored. */
const RETIRED_GROUP = 'extensions';

/** Adds errors to `problems` and continues, so that one run finds all problems. */
export function readManifests(sources: readonly Source[], problems: Problem[]): Manifests {
  const manifests: Manifest[] = [];
  const ignored = new Map<string, number>();
  for (const { name, text, explicit } of sources) {
    const documents = documentsOf(name, text, problems);
    if (documents?.length === 0 && explicit) problems.push({ file: name, message: 'contains no Kubernetes object' });
    const objects = (documents ?? []).flatMap(document => objectsOf(name, document, problems));
    for (const { value, apiVersion, kind, lineOf } of objects) {
      const group = groupOf(apiVersion);
      if (!isManifestKind(kind) || (group !== groupOf(API_VERSIONS[kind][0]) && group !== RETIRED_GROUP)) {
        const key = `${apiVersion} ${kind}`;
        ignored.set(key, (ignored.get(key) ?? 0) + 1);
      } else if (!API_VERSIONS[kind].includes(apiVersion)) {
        const message = `Invalid value: ${JSON.stringify(apiVersion)}: no API server serves a ${kind} of this version. Use ${API_VERSIONS[kind][0]}`;
        problems.push({ file: name, line: lineOf('apiVersion'), object: nameOf(kind, value), path: 'apiVersion', message });
      } else {
        manifests.push({ kind, object: withNamespace(kind, value), file: name, lineOf });
      }
    }
  }
  return { manifests, ignored };
}

/** For messages: `NetworkPolicy demo/web`, or `NetworkPolicy` for an object without a name. */
export function nameOf(kind: string, object: JsonObject): string {
  const { namespace, name } = isObject(object.metadata) ? object.metadata : {};
  if (typeof name !== 'string' || name === '') return kind;
  return isNamespaced(kind) ? `${kind} ${typeof namespace === 'string' && namespace ? namespace : 'default'}/${name}` : `${kind} ${name}`;
}

interface Located {
  readonly value: JsonObject;
  readonly apiVersion: string;
  readonly kind: string;
  lineOf(path: string): number;
}

/** @returns undefined if the text cannot be parsed. The error is added to `problems`. */
function documentsOf(file: string, text: string, problems: Problem[]): Document[] | undefined {
  try {
    return (text.trimStart().startsWith('{') && jsonDocuments(text)) || yamlDocuments(text);
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    problems.push({ file, ...(error.line !== undefined && { line: error.line }), message: error.message });
    return undefined;
  }
}

function objectsOf(
  file: string,
  { value, lineOf }: Document,
  problems: Problem[],
  inherited?: { apiVersion: string; kind: string },
): Located[] {
  const problem = (path: string, message: string): [] => {
    problems.push({ file, line: lineOf(path), message });
    return [];
  };
  if (!isObject(value)) return problem('', `is ${describe(value)}, not a Kubernetes object`);
  const { apiVersion = inherited?.apiVersion, kind = inherited?.kind } = value;
  if (typeof apiVersion !== 'string' || apiVersion === '')
    return problem('apiVersion', 'is not a Kubernetes object: apiVersion is missing or not text');
  if (typeof kind !== 'string' || kind === '') return problem('kind', 'is not a Kubernetes object: kind is missing or not text');
  if (!kind.endsWith('List') || !('items' in value)) return [{ value, apiVersion, kind, lineOf }];
  const items = value.items ?? [];
  if (!Array.isArray(items)) return problem('items', `${kind}: items is ${describe(items)}, not a list`);
  // Items of a PodList from the API have no kind or version. Items of a `List` must have both.
  const own = kind === 'List' ? undefined : { apiVersion, kind: kind.slice(0, -'List'.length) };
  return items.flatMap((item, index) => {
    const prefix = `items[${index}]`;
    return objectsOf(file, { value: item, lineOf: path => lineOf(path ? `${prefix}.${path}` : prefix) }, problems, own);
  });
}

function withNamespace(kind: ManifestKind, object: JsonObject): JsonObject {
  const { metadata } = object;
  if (!isNamespaced(kind) || !isObject(metadata) || (metadata.namespace ?? '') !== '') return object;
  return { ...object, metadata: { ...metadata, namespace: 'default' } };
}

function isNamespaced(kind: string): boolean {
  return kind === 'Pod' || kind === 'NetworkPolicy';
}

function isManifestKind(kind: string): kind is ManifestKind {
  return Object.hasOwn(API_VERSIONS, kind);
}

function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return { string: 'text', number: 'a number', boolean: 'a boolean' }[typeof value as string] ?? 'a mapping';
}
