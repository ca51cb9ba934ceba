/** Serves requests on resources, with one function per verb. */
import type { IncomingMessage } from 'node:http';
import { mediaType, parseBody, parseDocument, readBody } from './body.ts';
import { deleteObject, deleteOptions } from './delete.ts';
import { negotiate, Renderer } from './format.ts';
import { list } from './list.ts';
import { type ListOptions, listOptions } from './list-options.ts';
import type { KubeObject } from './object.ts';
import { APPLY, patchTypes } from './patch/patch.ts';
import type { Reply } from './reply.ts';
import type { Backend, ResourceRequest } from './request.ts';
import type { ResourcePath } from './route.ts';
import { selection } from './selection.ts';
import { badRequest, notFound, success, unsupportedPatch } from './status.ts';
import type { Store } from './store.ts';
import { reached } from './versions.ts';
import { serveWatch } from './watch-request.ts';
import { apply, create, decode, patch, update, type WriteOptions } from './write.ts';

export async function serveResource(backend: Backend, call: ResourceRequest): Promise<Reply> {
  const { path, verb, query, request } = call;
  const { store } = backend;
  const renderer = new Renderer(path.resource, negotiate(request.headers.accept), query.get('includeObject') ?? undefined);
  if (verb === 'get') return { code: 200, body: renderer.one(find(store, path)) };
  if (verb === 'list') {
    const options = read(backend, query, false);
    await reached(store, options.resourceVersion ?? 0, backend.second);
    return { list: renderer.list(list(store, path.resource, path.namespace, options)) };
  }
  if (verb === 'watch') return serveWatch(backend, call, renderer, read(backend, query, true));
  const received = await readBody(request);
  const type = mediaType(request);
  if (verb === 'delete' || verb === 'deletecollection') {
    const body = parseBody(received, type, backend.messages);
    return verb === 'delete' ? remove(store, call, renderer, body) : removeAll(backend, call, renderer, body);
  }
  if (path.resource.store === '') return { code: 201, body: answerReview(backend, call, received, type) };
  const { object, created } = write(backend, call, received, type);
  return { code: created ? 201 : 200, body: renderer.one(object) };
}

function read(backend: Backend, query: URLSearchParams, watch: boolean): ListOptions {
  return listOptions(query, watch, backend.faults.streamingLists);
}

function find(store: Store, { resource, namespace, name }: ResourcePath): KubeObject {
  const object = store.get(resource.store, namespace === undefined ? name! : `${namespace}/${name}`);
  if (!object) throw notFound(resource, name!);
  return object;
}

function answerReview(
  backend: Backend,
  { path, user, query, request, warnings }: ResourceRequest,
  received: Buffer,
  type: string,
): KubeObject {
  const review = decode(
    path,
    parseDocument(received, type, backend.messages, path.resource.kind).value,
    writeOptions(query, request, warnings),
  );
  if (path.name !== undefined) review.metadata.name = path.name;
  return backend.reviews[review.kind]!(review, user);
}

function write(
  { store, messages, patches, authorize }: Backend,
  { path, verb, user, query, request, warnings }: ResourceRequest,
  received: Buffer,
  type: string,
): { object: KubeObject; created: boolean } {
  const { group, plural } = path.resource;
  const { namespace, name } = path;
  const place = { ...(namespace !== undefined && { namespace }), ...(name !== undefined && { name }) };
  const beforeCreate = () => authorize(user, { verb: 'create', group, resource: plural, ...place });
  const options = { ...writeOptions(query, request, warnings), beforeCreate };
  if (path.resource.namespaced && path.namespace === undefined) throw badRequest('an empty namespace may not be set during creation');
  if (verb === 'patch') {
    const known = patchTypes(path.resource, patches);
    if (!known.includes(type)) throw unsupportedPatch();
    if (type !== APPLY) return patch(store, path, patches[type]!, parseBody(received, type, messages), options);
  }
  const { value, notation } = parseDocument(received, type, messages, path.resource.kind);
  const noted = { ...options, notation };
  if (verb === 'patch') return apply(store, path, value, noted);
  return verb === 'update' ? update(store, path, value, noted) : { object: create(store, path, value, noted), created: true };
}

function writeOptions(query: URLSearchParams, { headers }: IncomingMessage, warnings: string[]): WriteOptions {
  const fieldValidation = query.get('fieldValidation') || 'Warn';
  if (fieldValidation !== 'Ignore' && fieldValidation !== 'Warn' && fieldValidation !== 'Strict') {
    throw badRequest(
      `fieldValidation: Unsupported value: ${JSON.stringify(fieldValidation)}: supported values: "", "Ignore", "Strict", "Warn"`,
    );
  }
  const dryRun = query.getAll('dryRun').filter(value => value !== '');
  if (dryRun.some(value => value !== 'All'))
    throw badRequest(`dryRun: Unsupported value: ${JSON.stringify(dryRun)}: supported values: "All"`);
  return {
    dryRun: dryRun.length > 0,
    fieldValidation,
    fieldManager: query.get('fieldManager') ?? '',
    userAgent: headers['user-agent'] ?? '',
    force: query.get('force') === 'true',
    warn: text => warnings.push(text),
  };
}

function remove(store: Store, { path, query }: ResourceRequest, renderer: Renderer, body: unknown): Reply {
  const { object, gone } = deleteObject(store, path.resource, find(store, path), deleteOptions(query, body));
  if (!gone) return { code: 200, body: renderer.one(object) };
  const { plural, group, returnsDeleted } = path.resource;
  if (returnsDeleted) return { code: 200, body: renderer.one(object) };
  return { code: 200, body: success({ name: path.name!, ...(group !== '' && { group }), kind: plural, uid: object.metadata.uid! }) };
}

function removeAll(backend: Backend, { path, query }: ResourceRequest, renderer: Renderer, body: unknown): Reply {
  const { store } = backend;
  const { resource, namespace } = path;
  const options = read(backend, query, false);
  const matches = selection(resource, { namespace }, options);
  const removed = deleteOptions(query, body);
  const items = store.list(resource.store, namespace).filter(matches);
  for (const object of items) deleteObject(store, resource, object, removed);
  return { list: renderer.list({ items, metadata: { resourceVersion: String(store.revision) } }) };
}
