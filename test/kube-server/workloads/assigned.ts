/** Sets the server-assigned fields of new Services and Jobs: address, selector, status. Changes the object. */
import { AddressPool } from '../../../src/simulator/kube/address-pool.ts';
import type { KubeObject } from '../../../src/simulator/kube/object.ts';

/** AKS's default range of service addresses. */
const SERVICE_ADDRESSES = '10.0.0.0/16';

/** @param others the existing services. */
export function assignAddress(service: KubeObject, others: () => readonly KubeObject[]): void {
  service.status = { loadBalancer: {} };
  const { spec = {} } = service;
  // `None` is a headless service.
  if (spec.clusterIP || spec.type === 'ExternalName') return;
  const pool = new AddressPool(SERVICE_ADDRESSES);
  for (const { spec } of others()) pool.reserve(spec?.clusterIP ?? '');
  spec.clusterIP = pool.allocate();
}

/** An update may omit the service's assigned address (registry/core/service: patchAllocatedValues). */
export function keepAddress(service: KubeObject, old: KubeObject): void {
  if (!service.spec || service.spec.type === 'ExternalName') return;
  for (const field of ['clusterIP', 'clusterIPs']) service.spec[field] ??= old.spec?.[field];
}

/** registry/batch/job: generateSelector. */
export function assignSelector(job: KubeObject): void {
  job.status = {};
  const { metadata, spec } = job;
  if (!spec || spec.manualSelector || spec.selector) return;
  const uid = metadata.uid!;
  const name = metadata.name ?? '';
  const ids = { 'batch.kubernetes.io/controller-uid': uid, 'batch.kubernetes.io/job-name': name, 'controller-uid': uid, 'job-name': name };
  spec.template ??= {};
  spec.template.metadata ??= {};
  spec.template.metadata.labels = { ...spec.template.metadata.labels, ...ids };
  spec.selector = { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } };
}
