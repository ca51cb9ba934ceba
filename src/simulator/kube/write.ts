/** Create, update and patch: convert a received object to a stored object. */
import { randomInt, randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { NAMESPACES } from './kinds.ts';
import { type Notation, PLAIN } from './notation.ts';
import { type KubeObject, keyOf, timestamp } from './object.ts';
import type { Patch } from './patch/patch.ts';
import { serverSideApply } from './patch/server-side-apply.ts';
import { apiVersionOf, encode, type Resource } from './resource.ts';
import { conform, isObject } from './schema/conform.ts';
import { alreadyExists, badRequest, type Cause, conflict, forbidden, invalid, MODIFIED, notFound, StatusError } from './status.ts';
import type { Store } from './store.ts';
import { FieldErrors } from './validation/field-errors.ts';
import { validate } from './validation/validate.ts';

export interface WriteOptions {
  readonly dryRun: boolean;
  readonly fieldValidation: 'Ignore' | 'Warn' | 'Strict';
  readonly fieldManager: string;
  /** The client's User-Agent header. It is the default field manager. */
  readonly userAgent?: string;
  /** Of server-side apply. */
  readonly force: boolean;
  /** The object is the result of an apply, which records its fields itself. */
  readonly applies?: boolean;
  /** Called before an update or an apply creates an object, which needs the right to create. @throws StatusError 403 */
  readonly beforeCreate?: () => void;
  /** Of the JSON text that the object comes from. */
  readonly notation?: Notation;
  /** Sent to the client as a Warning header. */
  readonly warn: (text: string) => void;
}

/** The path of an existing or new object. */
export interface Place {
  readonly resource: Resource;
  /** Absent for kinds without namespaces. */
  readonly namespace: string | undefined;
  /** Absent: taken from the object. */
  readonly name: string | undefined;
  /** `status`: only the status is written. */
  readonly subresource: string | undefined;
}

export function create(store: Store, place: Place, received: unknown, options: WriteOptions): KubeObject {
  return insert(store, place, decode(place, received, options), options);
}

/** @returns the stored object, and true if it is new (PUT creates objects of some kinds). */
export function update(store: Store, place: Place, received: unknown, options: WriteOptions): { object: KubeObject; created: boolean } {
  const next = decode(place, received, options);
  const old = find(store, place);
  if (!old && !place.resource.createOnUpdate) throw notFound(place.resource, place.name!);
  if (!old) options.beforeCreate?.();
  if (!old) return { object: insert(store, place, next, options), created: true };
  return { object: replace(store, place, old, next, options), created: false };
}

export function patch(
  store: Store,
  place: Place,
  patched: Patch,
  received: unknown,
  options: WriteOptions,
): { object: KubeObject; created: boolean } {
  const { resource } = place;
  const old = find(store, place);
  if (!old) throw notFound(resource, place.name!);
  const next = decode(place, patched(encode(resource, old), received, resource.type), options, 'patch');
  return { object: replace(store, place, old, next, options), created: false };
}

/** Server-side apply. It creates a missing object. */
export function apply(store: Store, place: Place, received: unknown, options: WriteOptions): { object: KubeObject; created: boolean } {
  const { resource } = place;
  const old = find(store, place);
  if (options.fieldManager === '') {
    const cause = { reason: 'FieldValueRequired', message: 'Required value: is required for apply patch', field: 'fieldManager' };
    throw invalid('PatchOptions', 'meta.k8s.io', '', [cause]);
  }
  const configuration = encode(resource, decode(place, received, options));
  configuration.metadata.name ??= place.name!;
  if (configuration.metadata.managedFields) throw badRequest('metadata.managedFields must be nil');
  const next = serverSideApply(old && encode(resource, old), configuration, options.fieldManager, options.force, resource.type);
  // Removed fields may have left empty lists and maps, so the object is conformed again.
  const conformed = conform(resource.kind, resource.version, resource.type, next).value as KubeObject;
  const clean = resource.decode ? resource.decode(conformed) : conformed;
  const applied = { ...options, applies: true };
  if (old) return { object: replace(store, place, old, clean, applied), created: false };
  options.beforeCreate?.();
  return { object: insert(store, place, clean, applied), created: true };
}

/** The received object in its stored form, checked against the path of the request. */
export function decode(place: Place, received: unknown, options: WriteOptions, by: 'body' | 'patch' = 'body'): KubeObject {
  const { resource } = place;
  const expected = apiVersionOf(resource);
  // A real server decodes `null` as an empty object.
  const fields = isObject(received) ? received : {};
  const { apiVersion = expected, kind = resource.kind } = fields;
  if (kind === resource.kind && apiVersion !== expected && String(apiVersion).startsWith(`${resource.group}/`)) {
    const problem = `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)} in scheme "pkg/runtime/scheme.go:111"`;
    throw badRequest(`${kind} in version ${JSON.stringify(String(apiVersion).split('/')[1])} cannot be handled as a ${kind}: ${problem}`);
  }
  if (apiVersion !== expected || kind !== resource.kind) {
    throw badRequest(
      `the API version and kind in the data (${apiVersion}, ${kind}) do not match the expected ones (${expected}, ${resource.kind})`,
    );
  }
  const { notation = PLAIN } = options;
  const { value, unknown } = conform(resource.kind, resource.version, resource.type, fields, notation);
  const strict = [...notation.duplicates.map(path => `duplicate field ${JSON.stringify(path)}`), ...unknown];
  if (strict.length > 0 && options.fieldValidation === 'Strict') {
    const problem = `strict decoding error: ${strict.join(', ')}`;
    if (by === 'body') throw badRequest(`${kind} in version "${resource.version}" cannot be handled as a ${kind}: ${problem}`);
    throw invalid('', '', '', [{ reason: 'FieldValueInvalid', message: `Invalid value: ${problem}`, field: 'patch' }]);
  }
  if (options.fieldValidation === 'Warn') for (const warning of strict) options.warn(warning);
  const typed = value as KubeObject;
  const object = { ...typed, apiVersion: expected, kind: resource.kind, metadata: { ...typed.metadata } };
  matchPlace(place, object);
  return resource.decode ? resource.decode(object) : object;
}

function matchPlace({ namespace, name }: Place, { metadata }: KubeObject): void {
  if (namespace === undefined) delete metadata.namespace;
  else if (metadata.namespace && metadata.namespace !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  } else metadata.namespace = namespace;
  if (name !== undefined && metadata.name && metadata.name !== name) {
    throw badRequest(`the name of the object (${metadata.name}) does not match the name on the URL (${name})`);
  }
}

function find(store: Store, { resource, namespace, name }: Place): KubeObject | undefined {
  return store.get(resource.store, namespace === undefined ? name! : `${namespace}/${name}`);
}

function insert(store: Store, place: Place, object: KubeObject, options: WriteOptions): KubeObject {
  const { resource, namespace } = place;
  const { metadata } = object;
  if (metadata.resourceVersion) throw new StatusError(500, 'InternalError', 'resourceVersion should not be set on objects to be created');
  if (!metadata.name && metadata.generateName) metadata.name = freeName(store, resource, namespace, metadata.generateName);
  for (const field of ['deletionTimestamp', 'deletionGracePeriodSeconds', 'selfLink', 'generation']) delete metadata[field];
  metadata.uid = randomUUID();
  metadata.creationTimestamp = timestamp();
  if (namespace !== undefined) checkNamespace(store, resource, namespace, metadata.name ?? '');
  if (resource.generation) metadata.generation = 1;
  resource.assign?.(object, () => store.list(resource.store));
  settle(resource, object, undefined, options);
  const key = keyOf(object);
  if (store.get(resource.store, key)) throw alreadyExists(resource, metadata.name!);
  const stored = recorded(store, place, undefined, object, options);
  return options.dryRun ? stored : store.put(resource.store, stored);
}

function replace(store: Store, place: Place, old: KubeObject, received: KubeObject, options: WriteOptions): KubeObject {
  const { resource, subresource } = place;
  const next = subresource === 'status' ? { ...old, metadata: received.metadata, status: received.status } : received;
  if (resource.status && subresource === undefined) next.status = old.status;
  const name = old.metadata.name!;
  const { uid, resourceVersion } = next.metadata;
  if (uid && uid !== old.metadata.uid) {
    throw conflict(resource, name, `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.metadata.uid}`);
  }
  if (resourceVersion && resourceVersion !== old.metadata.resourceVersion) throw conflict(resource, name, MODIFIED);
  const kept = [
    'name',
    'namespace',
    'generateName',
    'uid',
    'creationTimestamp',
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
    'generation',
  ];
  next.metadata = { ...next.metadata, ...Object.fromEntries(kept.map(field => [field, old.metadata[field]])) };
  next.metadata.resourceVersion = old.metadata.resourceVersion!;
  if (!next.metadata.managedFields && old.metadata.managedFields) next.metadata.managedFields = old.metadata.managedFields;
  for (const field of kept) if (next.metadata[field] === undefined) delete next.metadata[field];
  if (next.status === undefined) delete next.status;
  resource.keep?.(next, old);
  settle(resource, next, old, options);
  if (next.metadata.generation !== undefined && !isDeepStrictEqual(next.spec, old.spec)) next.metadata.generation++;
  // A write without a change keeps the resourceVersion and sends no event to watches.
  if (options.dryRun || isDeepStrictEqual(next, old)) return next;
  if (!endsDeletion(next)) return store.put(resource.store, recorded(store, place, old, next, options));
  const { resourceVersion: last } = store.remove(resource.store, keyOf(next))!.metadata;
  return { ...next, metadata: { ...next.metadata, resourceVersion: last! } };
}

function recorded(
  store: Store,
  { resource, subresource }: Place,
  old: KubeObject | undefined,
  object: KubeObject,
  { fieldManager, userAgent = '', applies }: WriteOptions,
): KubeObject {
  if (applies) return object;
  const name = fieldManager || userAgent.split('/')[0] || 'unknown';
  return store.managed(resource, old, object, { name, ...(subresource !== undefined && { subresource }) });
}

/** Sets defaults and validates. Errors that a seeded object already has do not prevent other changes. */
function settle(resource: Resource, object: KubeObject, old: KubeObject | undefined, { warn }: WriteOptions): void {
  resource.defaults?.(object);
  const before = old && structuredClone(old);
  if (before) resource.defaults?.(before);
  const found = problems(resource, object, before);
  const known = before && found.length > 0 ? problems(resource, before, before) : [];
  const causes = found.filter(({ field, message }) => !known.some(cause => cause.field === field && cause.message === message));
  if (causes.length > 0) throw invalid(resource.kind, resource.errorGroup ?? resource.group, object.metadata.name ?? '', causes);
  for (const warning of resource.warnings?.(object) ?? []) warn(warning);
}

function problems(resource: Resource, object: KubeObject, old: KubeObject | undefined): readonly Cause[] {
  const errors = new FieldErrors();
  validate(resource, object, old, errors);
  return errors.causes;
}

/** True if the deletion waited only for the last finalizer. */
function endsDeletion({ kind, metadata }: KubeObject): boolean {
  const waiting = metadata.deletionTimestamp !== undefined && (metadata.deletionGracePeriodSeconds ?? 0) === 0;
  return waiting && kind !== 'Namespace' && (metadata.finalizers ?? []).length === 0;
}

function checkNamespace(store: Store, resource: Resource, namespace: string, name: string): void {
  const found = store.get('namespaces', namespace);
  if (!found) throw notFound(NAMESPACES, namespace);
  if (found.metadata.deletionTimestamp === undefined) return;
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  const cause = { reason: 'NamespaceTerminating', message: `namespace ${namespace} is being terminated`, field: 'metadata.namespace' };
  throw forbidden(resource, name, why, [cause]);
}

/** The prefix and five random characters of the API server's alphabet, which cannot form words. */
function freeName(store: Store, resource: Resource, namespace: string | undefined, prefix: string): string {
  const alphabet = 'bcdfghjklmnpqrstvwxz2456789';
  for (;;) {
    const suffix = Array.from({ length: 5 }, () => alphabet[randomInt(alphabet.length)]).join('');
    const name = `${prefix.slice(0, 58)}${suffix}`;
    if (!store.get(resource.store, namespace === undefined ? name : `${namespace}/${name}`)) return name;
  }
}
