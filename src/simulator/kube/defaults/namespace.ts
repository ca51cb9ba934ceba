/** Defaults of namespaces (k/k pkg/apis/core/v1/defaults.go, and the registry's finalizer). */
import type { KubeObject } from '../object.ts';
import { fill } from './fill.ts';

export function namespaceDefaults(namespace: KubeObject): void {
  const { metadata } = namespace;
  metadata.labels = { ...metadata.labels, 'kubernetes.io/metadata.name': metadata.name ?? '' };
  fill(namespace, { spec: {} });
  fill(namespace.spec, { finalizers: ['kubernetes'] });
}
