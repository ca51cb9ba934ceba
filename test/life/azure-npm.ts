/** Azure NPM on a node before a takeover: its pod, and the sets and ACLs that it wrote for the current policies. */
import { readNamespace } from '../../src/kube/read/namespace.ts';
import { readPod } from '../../src/kube/read/pod.ts';
import { readNetworkPolicy } from '../../src/kube/read/policy.ts';
import type { Read } from '../../src/kube/read/read.ts';
import { leaveAzureNpm } from '../agent/azure-npm-leftovers.ts';
import { type Life, NODES, type WindowsNode } from './life.ts';

export const NPM_POD_NAME = 'azure-npm-win-x2x4x';

/** A pod of the DaemonSet azure-npm-win (docs/reference/azure-npm-windows.md §7). */
export const npmPod = (node: WindowsNode) => `
apiVersion: v1
kind: Pod
metadata: { name: ${NPM_POD_NAME}, namespace: kube-system, labels: { k8s-app: azure-npm } }
spec:
  nodeName: ${node}
  hostNetwork: true
  containers: [{ name: azure-npm, image: mcr.microsoft.com/containernetworking/azure-npm:v1.6.29 }]`;

/** Writes sets to the pods' network and ACLs to their endpoints. */
export function azureNpmWrites(life: Life, node: WindowsNode): void {
  const { store } = life.cluster.server;
  const all = <T>(plural: string, read: (object: unknown) => Read<T>): T[] =>
    store.list(plural).flatMap(object => read(object).value ?? []);
  const [address] = NODES.find(({ name }) => name === node)!.addresses;
  leaveAzureNpm(life.hns(node), life.network(node), address, {
    pods: all('pods', readPod),
    namespaces: all('namespaces', readNamespace),
    policies: all('networkpolicies', readNetworkPolicy),
  });
}
