/** Short constructors for objects of the core's model. */
import assert from 'node:assert/strict';
import type { Labels, NetworkPolicy, Pod } from '../../src/core/model.ts';
import type { Reading } from '../../src/kube/read/place.ts';
import { readNetworkPolicy } from '../../src/kube/read/policy.ts';

/** The node of the agent under test. */
export const NODE = 'win1';
export const NODE_ADDRESS = '10.224.0.4';

/** `pod('server', '10.224.0.72', { app: 'server' })`: a pod of the namespace demo on the agent's node. */
export function pod(name: string, address: string | readonly string[], labels: Labels = {}, more: Partial<Pod> = {}): Pod {
  return {
    namespace: 'demo',
    name,
    uid: `uid-of-${name}`,
    labels,
    node: NODE,
    hostNetwork: false,
    finished: false,
    terminating: false,
    addresses: typeof address === 'string' ? [address] : address,
    ports: [],
    ...more,
  };
}

export function policy(name: string, spec: object, reading: Reading = {}): NetworkPolicy {
  const metadata = { namespace: 'demo', name, uid: `uid-of-${name}` };
  const { value, issues } = readNetworkPolicy({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec }, reading);
  assert.deepEqual(issues, []);
  return value!;
}

/** Allows ingress on these TCP ports to pods with one label from pods with the other. */
export function allow(name: string, to: string, from: string, ...ports: number[]): NetworkPolicy {
  return policy(name, {
    podSelector: { matchLabels: { app: to } },
    ingress: [{ from: [{ podSelector: { matchLabels: { app: from } } }], ports: ports.map(port => ({ port })) }],
  });
}
