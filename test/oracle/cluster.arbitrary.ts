/** Random clusters: a few pods of every sort on two or three nodes, in three namespaces, under a few policies. */
import fc from 'fast-check';
import { anyLabels, anyPod, NODE_ADDRESSES } from './pod.arbitrary.ts';
import { EVERY, type Features, NAMESPACES, PLAIN, policy } from './policy.arbitrary.ts';
import type { RawCluster, RawNamespace, RawNode } from './raw.ts';

export interface Knobs {
  /** Of 100 policies, about so many may use features that Windows rejects. */
  readonly rejected: number;
  /** What those may use; everything unless given. */
  readonly features?: Features;
  readonly maxPods?: number;
  readonly maxPolicies?: number;
}

export function cluster({ rejected, features = EVERY, maxPods = 5, maxPolicies = 4 }: Knobs): fc.Arbitrary<RawCluster> {
  const anyPolicy = fc.oneof({ arbitrary: policy(PLAIN), weight: 100 - rejected }, { arbitrary: policy(features), weight: rejected });
  return fc.record({
    namespaces: fc.tuple(...NAMESPACES.map(namespace)),
    nodes: fc.tuple(node('n1'), node('n2')),
    pods: fc.array(anyPod, { minLength: 1, maxLength: maxPods }).map(list => list.map((pod, index) => pod(index))),
    policies: fc.array(anyPolicy, { minLength: 1, maxLength: maxPolicies }).map(list => list.map((policy, index) => policy(index))),
  });
}

/** With the label that the API server adds, or, as its author wrote it, without. */
function namespace(name: string): fc.Arbitrary<RawNamespace> {
  const added = { 'kubernetes.io/metadata.name': name };
  return fc.record({ labels: anyLabels, stored: fc.boolean() }).map(({ labels, stored }) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: stored ? { ...labels, ...added } : labels },
  }));
}

function node(name: keyof typeof NODE_ADDRESSES): fc.Arbitrary<RawNode> {
  const [v4, v6] = NODE_ADDRESSES[name];
  return fc
    .constantFrom([v4, v6], [v4], [])
    .map(list => [{ type: 'Hostname', address: name }, ...list.map(address => ({ type: 'InternalIP', address }))])
    .map(addresses => ({ apiVersion: 'v1', kind: 'Node', metadata: { name }, status: { addresses } }));
}
