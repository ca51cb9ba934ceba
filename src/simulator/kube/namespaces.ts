/** The namespace controller. It deletes the objects of a deleted namespace. */

import { deleteObject } from './delete.ts';
import type { Change } from './history.ts';
import { type KubeObject, keyOf } from './object.ts';
import type { Resource } from './resource.ts';
import type { Store } from './store.ts';

const INITIAL = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

/** Creates the initial namespaces and starts the controller. */
export function runNamespaces(store: Store): void {
  store.onChange(change => changed(store, change));
  store.seed(INITIAL.map(namespace));
}

function namespace(name: string): KubeObject {
  const metadata = { name, labels: { 'kubernetes.io/metadata.name': name } };
  return { apiVersion: 'v1', kind: 'Namespace', metadata, spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } };
}

function changed(store: Store, { store: collection, object, previous, deleted }: Change): void {
  if (collection !== 'namespaces') {
    if (deleted && object.metadata.namespace !== undefined) finish(store, object.metadata.namespace);
    return;
  }
  const name = object.metadata.name!;
  if (deleted || object.metadata.deletionTimestamp === undefined || previous?.metadata.deletionTimestamp !== undefined) return;
  for (const resource of namespaced(store))
    for (const content of store.list(resource.store, name)) deleteObject(store, resource, content, { dryRun: false });
  finish(store, name);
}

/** One resource for each collection. Events have two resources. */
function namespaced({ kinds }: Store): Resource[] {
  return kinds.filter(({ namespaced, store }, i) => namespaced && store !== '' && kinds.findIndex(other => other.store === store) === i);
}

/** A terminating namespace is removed after its last object. */
function finish(store: Store, name: string): void {
  const found = store.get('namespaces', name);
  if (found?.metadata.deletionTimestamp === undefined) return;
  if (namespaced(store).every(resource => store.page(resource.store, name, '', 1)!.size === 0)) store.remove('namespaces', keyOf(found));
}
