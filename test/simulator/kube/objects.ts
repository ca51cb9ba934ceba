/** Objects that the tests of the embedded API server write. */
import type { KubeObject } from '../../../src/simulator/kube/object.ts';

export function pod(
  name: string,
  fields: { namespace?: string; labels?: Record<string, string>; spec?: object; status?: object } = {},
): KubeObject {
  const { namespace = 'default', labels, spec, status } = fields;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, ...(labels && { labels }) },
    spec: { containers: [{ name: 'main', image: 'nginx:1' }], ...spec },
    ...(status && { status }),
  };
}

export function namespace(name: string, labels?: Record<string, string>): KubeObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, ...(labels && { labels }) } };
}

export function policy(name: string, spec: object, inNamespace = 'default'): KubeObject {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace: inNamespace }, spec };
}

export const PODS = '/api/v1/namespaces/default/pods';
export const POLICIES = '/apis/networking.k8s.io/v1/namespaces/default/networkpolicies';
export const NAMESPACES = '/api/v1/namespaces';
