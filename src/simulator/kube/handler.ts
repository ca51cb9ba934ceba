/** Serves requests on resources: one function a verb. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { User } from './authentication.ts';
import { mediaType, parseBody, readBody } from './body.ts';
import { deleteObject, deleteOptions } from './delete.ts';
import type { Faults } from './faults.ts';
import { negotiate, Renderer } from './format.ts';
import { list } from './list.ts';
import { type ListOptions, listOptions } from './list-options.ts';
import type { KubeObject } from './object.ts';
import { type PatchType, patchTypes } from './patch/patch.ts';
import { demand } from './rbac/authorize.ts';
import type { Reply } from './reply.ts';
import { answerReview } from './reviews/review.ts';
import type { ResourcePath } from './route.ts';
import { selection } from './selection.ts';
import type { ServiceAccountTokens } from './service-account-tokens.ts';
import { badRequest, notFound, success, unsupportedMediaType } from './status.ts';
import type { Store } from './store.ts';
import { serveWatch } from './watch-request.ts';
import { create, patch, update, type WriteOptions } from './write.ts';

export interface ResourceRequest {
  readonly path: ResourcePath;
  readonly verb: string;
  readonly user: User;
  readonly query: URLSearchParams;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Warnings for the client; handlers add to it. */
  readonly warnings: string[];
}

export interface Backend {
  readonly store: Store;
  readonly tokens: ServiceAccountTokens;
  readonly faults: Faults;
  /** Milliseconds. */
  readonly bookmarkInterval: number;
}

export async function serveResource(backend: Backend, call: ResourceRequest): Promise<Reply> {
  const { path, verb, query, request } = call;
  const { store } = backend;
  const renderer = new Renderer(path.resource, negotiate(request.headers.accept), query.get('includeObject') ?? undefined);
  if (verb === 'get') return { code: 200, body: renderer.one(find(store, path)) };
  if (verb === 'list') return { list: renderer.list(list(store, path.resource, path.namespace, read(backend, query))) };
  if (verb === 'watch') return serveWatch(backend, call, renderer, read(backend, query));
  const received = await readBody(request);
  const type = mediaType(request);
  if (verb === 'delete' || verb === 'deletecollection') {
    const body = parseBody(received, type);
    return verb === 'delete' ? remove(store, call, renderer, body) : removeAll(backend, call, renderer, body);
  }
  if (path.resource.store === '') {
    const context = { ...backend, user: call.user };
    return { code: 201, body: answerReview(context, path, parseBody(received, type), writeOptions(query, call.warnings)) };
  }
  const { object, created } = write(store, call, received, type);
  return { code: created ? 201 : 200, body: renderer.one(object) };
}

function read(backend: Backend, query: URLSearchParams): ListOptions {
  return listOptions(query, backend.faults.streamingLists);
}

function find(store: Store, { resource, namespace, name }: ResourcePath): KubeObject {
  const object = store.get(resource.store, namespace === undefined ? name! : `${namespace}/${name}`);
  if (!object) throw notFound(resource, name!);
  return object;
}

function write(
  store: Store,
  { path, verb, user, query, warnings }: ResourceRequest,
  received: Buffer,
  type: string,
): { object: KubeObject; created: boolean } {
  const { group, plural } = path.resource;
  const { namespace, name } = path;
  const place = { ...(namespace !== undefined && { namespace }), ...(name !== undefined && { name }) };
  const beforeCreate = () => demand(store, user, { verb: 'create', group, resource: plural, ...place });
  const options = { ...writeOptions(query, warnings), beforeCreate };
  if (path.resource.namespaced && path.namespace === undefined) throw badRequest('an empty namespace may not be set during creation');
  if (verb === 'patch') {
    const known = patchTypes(path.resource);
    if (!known.includes(type as PatchType)) throw unsupportedMediaType(known);
    return patch(store, path, type as PatchType, parseBody(received, type), options);
  }
  const body = parseBody(received, type);
  return verb === 'update' ? update(store, path, body, options) : { object: create(store, path, body, options), created: true };
}

function writeOptions(query: URLSearchParams, warnings: string[]): WriteOptions {
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
    force: query.get('force') === 'true',
    warn: text => warnings.push(text),
  };
}

function remove(store: Store, { path, query }: ResourceRequest, renderer: Renderer, body: unknown): Reply {
  const { object, gone } = deleteObject(store, path.resource, find(store, path), deleteOptions(query, body));
  if (!gone) return { code: 200, body: renderer.one(object) };
  const { plural, group } = path.resource;
  return { code: 200, body: success({ name: path.name!, ...(group !== '' && { group }), kind: plural, uid: object.metadata.uid! }) };
}

function removeAll(backend: Backend, { path, query }: ResourceRequest, renderer: Renderer, body: unknown): Reply {
  const { store } = backend;
  const { resource, namespace } = path;
  const options = read(backend, query);
  const matches = selection(resource, { namespace }, options);
  const removed = deleteOptions(query, body);
  const items = store.list(resource.store, namespace).filter(matches);
  for (const object of items) deleteObject(store, resource, object, removed);
  return { list: renderer.list({ items, metadata: { resourceVersion: String(store.revision) } }) };
}
