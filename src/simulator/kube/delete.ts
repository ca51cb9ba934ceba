/** DELETE: removes an object at once, or sets a deletionTimestamp for the kubelet, the namespace controller or the owner of a finalizer. */

import { type KubeObject, keyOf, timestamp } from './object.ts';
import type { Resource } from './resource.ts';
import { isObject } from './schema/conform.ts';
import { conflict, forbidden } from './status.ts';
import type { Store } from './store.ts';

export interface DeleteOptions {
  readonly dryRun: boolean;
  readonly gracePeriodSeconds?: number;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

/** Options from query and body. The body (DeleteOptions) wins. A propagationPolicy has no effect, because the server has no owner references. */
export function deleteOptions(query: URLSearchParams, body: unknown): DeleteOptions {
  const given = isObject(body) ? (body as Partial<Record<string, unknown>>) : {};
  const grace = given.gracePeriodSeconds ?? query.get('gracePeriodSeconds');
  return {
    dryRun: query.has('dryRun') || (Array.isArray(given.dryRun) && given.dryRun.length > 0),
    ...(grace !== null && grace !== undefined && { gracePeriodSeconds: Math.max(0, Number(grace)) }),
    ...(isObject(given.preconditions) && { preconditions: given.preconditions }),
  };
}

/** @returns the current object, and true if it is gone already. */
export function deleteObject(
  store: Store,
  resource: Resource,
  object: KubeObject,
  options: DeleteOptions,
): { object: KubeObject; gone: boolean } {
  checkPreconditions(resource, object, options);
  if (object.kind === 'Namespace') checkNamespace(resource, object);
  const grace = graceOf(object, options);
  const waits = grace > 0 || object.kind === 'Namespace' || (object.metadata.finalizers ?? []).length > 0;
  if (options.dryRun) return { object, gone: !waits };
  if (!waits) {
    // A pod that is deleted without grace is marked first, then removed: two events.
    const last = object.kind === 'Pod' ? store.put(resource.store, marked(object, 0)) : object;
    return { object: store.remove(resource.store, keyOf(last)) ?? last, gone: true };
  }
  const { deletionTimestamp, deletionGracePeriodSeconds = 0 } = object.metadata;
  // Of a repeated request, only a shorter grace period changes anything.
  if (deletionTimestamp !== undefined && grace >= deletionGracePeriodSeconds) return { object, gone: false };
  const status = object.kind === 'Namespace' ? { status: { ...object.status, phase: 'Terminating' } } : {};
  return { object: store.put(resource.store, { ...marked(object, grace), ...status }), gone: false };
}

/** @param grace seconds. */
function marked(object: KubeObject, grace: number): KubeObject {
  const { deletionTimestamp, generation } = object.metadata;
  const metadata = {
    ...object.metadata,
    deletionTimestamp: timestamp(new Date(Date.now() + grace * 1000)),
    ...(object.kind !== 'Namespace' && { deletionGracePeriodSeconds: grace }),
    // The first mark counts as a change of the spec.
    ...(deletionTimestamp === undefined && generation !== undefined && { generation: generation + 1 }),
  };
  return { ...object, metadata };
}

/** Only a pod that a kubelet runs gets a grace period. */
function graceOf(object: KubeObject, options: DeleteOptions): number {
  if (object.kind !== 'Pod' || !object.spec?.nodeName) return 0;
  if (object.status?.phase === 'Succeeded' || object.status?.phase === 'Failed') return 0;
  return options.gracePeriodSeconds ?? object.spec.terminationGracePeriodSeconds ?? 30;
}

function checkPreconditions(resource: Resource, { metadata }: KubeObject, { preconditions = {} }: DeleteOptions): void {
  const { uid, resourceVersion } = preconditions;
  if (uid !== undefined && uid !== metadata.uid) {
    throw conflict(resource, metadata.name!, `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${metadata.uid}`);
  }
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion) {
    const why = `Precondition failed: ResourceVersion in precondition: ${resourceVersion}, ResourceVersion in object meta: ${metadata.resourceVersion}`;
    throw conflict(resource, metadata.name!, why);
  }
}

function checkNamespace(resource: Resource, { metadata }: KubeObject): void {
  const name = metadata.name!;
  if (['default', 'kube-system', 'kube-public'].includes(name)) throw forbidden(resource, name, 'this namespace may not be deleted');
  if (metadata.deletionTimestamp === undefined) return;
  const why =
    'The system is ensuring all content is removed from this namespace.  Upon completion, this namespace will automatically be purged by the system.';
  throw conflict(resource, name, why);
}
