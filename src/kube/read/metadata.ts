import { z } from 'zod';
import { inner, readFields, text } from './fields.ts';
import { at, invalid, type Place, required } from './place.ts';

// All fields of ObjectMeta, because strict reading rejects unknown fields.
const shape = z.object({
  name: text,
  generateName: text,
  namespace: text,
  uid: text,
  deletionTimestamp: text,
  labels: inner,
  annotations: inner,
  creationTimestamp: inner,
  deletionGracePeriodSeconds: inner,
  finalizers: inner,
  generation: inner,
  managedFields: inner,
  ownerReferences: inner,
  resourceVersion: inner,
  selfLink: inner,
});

export interface Metadata {
  readonly name: string;
  /** Default `default`, as in all clients. Not used for kinds without namespaces. */
  readonly namespace: string;
  /** `''` in manifests. */
  readonly uid: string;
  readonly generation?: number;
  readonly terminating: boolean;
  /** Raw. The caller reads them. */
  readonly labels: unknown;
  readonly annotations: unknown;
  readonly finalizers: unknown;
}

export interface NameGrammar {
  readonly name: (name: string) => readonly string[];
  readonly namespace: (namespace: string) => readonly string[];
}

/** Undefined if the name is missing or invalid, because then the object cannot be identified. */
export function readMetadata(raw: unknown, place: Place, grammar?: NameGrammar): Metadata | undefined {
  const fields = readFields(shape, raw, place);
  if (!fields) return undefined;
  const { findings } = place;
  const errors = findings.errors;
  const name = fields.name ?? '';
  const namespace = fields.namespace || 'default';
  if (name === '')
    required(
      at(place, 'name'),
      fields.generateName ? 'generateName becomes a name only in the API server' : 'name or generateName is required',
    );
  else for (const error of grammar?.name(name) ?? []) invalid(at(place, 'name'), name, error);
  for (const error of grammar?.namespace(namespace) ?? []) invalid(at(place, 'namespace'), namespace, error);
  if (findings.errors !== errors) return undefined;
  return {
    name,
    namespace,
    uid: fields.uid ?? '',
    ...(typeof fields.generation === 'number' && { generation: fields.generation }),
    terminating: typeof fields.deletionTimestamp === 'string',
    labels: fields.labels,
    annotations: fields.annotations,
    finalizers: fields.finalizers,
  };
}

/** `namespace/name` or `name` of a raw object, valid or not. Undefined if it has no name. */
export function rawKey(object: unknown, namespaced: boolean): string | undefined {
  const { metadata } = (object ?? {}) as { metadata?: unknown };
  const { name, namespace } = (metadata ?? {}) as { name?: unknown; namespace?: unknown };
  if (typeof name !== 'string' || name === '') return undefined;
  if (!namespaced) return name;
  return `${typeof namespace === 'string' && namespace !== '' ? namespace : 'default'}/${name}`;
}
