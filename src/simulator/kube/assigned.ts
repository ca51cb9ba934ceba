/** What the server itself puts into a new object: the status that a client may not set, a service's address, a job's selector. Changes the object. */
import { AddressPool } from './address-pool.ts';
import { qosClass } from './defaults/pod.ts';
import type { KubeObject } from './object.ts';
import type { Resource } from './resources.ts';
import type { Store } from './store.ts';

/** Before defaults; the uid is there. */
export function assign(store: Store, resource: Resource, object: KubeObject): void {
  const { kind, metadata } = object;
  if (resource.generation) metadata.generation = 1;
  if (STATUS[kind]) object.status = STATUS[kind](object);
  if (kind === 'Service') assignAddress(store, object);
  if (kind === 'Job') assignSelector(object);
}

/** After a service has its address, an update need not name it (registry/core/service: patchAllocatedValues). */
export function keepAssigned(object: KubeObject, old: KubeObject): void {
  if (object.kind !== 'Service' || !object.spec || object.spec.type === 'ExternalName') return;
  for (const field of ['clusterIP', 'clusterIPs']) object.spec[field] ??= old.spec?.[field];
}

/** A node's status is its kubelet's from the beginning; other kinds that are not here have none. */
const STATUS: Readonly<Record<string, (object: KubeObject) => object>> = {
  Namespace: () => ({ phase: 'Active' }),
  Pod: pod => ({ phase: 'Pending', qosClass: qosClass(pod) }),
  DaemonSet: () => ({ currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 }),
  Job: () => ({}),
  Service: () => ({ loadBalancer: {} }),
  ValidatingAdmissionPolicy: () => ({}),
};

/** Where AKS takes the addresses of services from, unless told otherwise. */
const SERVICE_ADDRESSES = '10.0.0.0/16';

function assignAddress(store: Store, { spec = {} }: KubeObject): void {
  // `None` is a headless service.
  if (spec.clusterIP || spec.type === 'ExternalName') return;
  const pool = new AddressPool(SERVICE_ADDRESSES);
  for (const { spec } of store.list('services')) pool.reserve(spec?.clusterIP ?? '');
  spec.clusterIP = pool.allocate();
}

/** registry/batch/job: generateSelector. */
function assignSelector({ metadata, spec }: KubeObject): void {
  if (!spec || spec.manualSelector || spec.selector) return;
  const uid = metadata.uid!;
  const name = metadata.name ?? '';
  const ids = { 'batch.kubernetes.io/controller-uid': uid, 'batch.kubernetes.io/job-name': name, 'controller-uid': uid, 'job-name': name };
  spec.template ??= {};
  spec.template.metadata ??= {};
  spec.template.metadata.labels = { ...spec.template.metadata.labels, ...ids };
  spec.selector = { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } };
}
