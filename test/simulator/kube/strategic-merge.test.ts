import assert from 'node:assert/strict';
import { strategicMerge } from '../../../src/simulator/kube/patch/strategic-merge.ts';
import { clientTypes } from '../../../src/simulator/kube/schema/client-types.ts';

const clientType = clientTypes();
type Json = Record<string, unknown>;

describe('simulator/kube/strategic-merge', () => {
  const containers = [
    { name: 'a', image: '1' },
    { name: 'b', image: '1' },
    { name: 'c', image: '1' },
  ];
  const facts: readonly [title: string, type: string | undefined, original: Json, patch: Json, expected: Json][] = [
    [
      'merges keyed lists by their key and appends what is new',
      'PodSpec',
      { containers },
      { containers: [{ name: 'b', image: '2' }, { name: 'd' }] },
      { containers: [containers[0], { name: 'b', image: '2' }, containers[2], { name: 'd' }] },
    ],
    [
      'removes an item by $patch: delete',
      'PodSpec',
      { containers },
      { containers: [{ name: 'b', $patch: 'delete' }] },
      { containers: [containers[0], containers[2]] },
    ],
    [
      'replaces a list by $patch: replace',
      'PodSpec',
      { containers },
      { containers: [{ $patch: 'replace' }, { name: 'x' }] },
      { containers: [{ name: 'x' }] },
    ],
    [
      'replaces a map by $patch: replace',
      'NetworkPolicySpec',
      { podSelector: { matchLabels: { a: '1' } } },
      { podSelector: { $patch: 'replace', matchExpressions: [] } },
      { podSelector: { matchExpressions: [] } },
    ],
    [
      'empties a map by $patch: delete',
      'NetworkPolicySpec',
      { podSelector: { matchLabels: { a: '1' } } },
      { podSelector: { $patch: 'delete' } },
      { podSelector: {} },
    ],
    [
      'orders by $setElementOrder and leaves what only the server has in its place',
      'PodSpec',
      { containers },
      { $setElementOrder: {}, '$setElementOrder/containers': [{ name: 'c' }, { name: 'a' }], containers: [] },
      { $setElementOrder: {}, containers: [containers[1], containers[2], containers[0]] },
    ],
    [
      'puts a new item where the order has it',
      'PodSpec',
      { containers: containers.slice(0, 2) },
      { '$setElementOrder/containers': [{ name: 'n' }, { name: 'a' }, { name: 'b' }], containers: [{ name: 'n' }] },
      { containers: [{ name: 'n' }, containers[0], containers[1]] },
    ],
    ['unites sets of primitives', 'ObjectMeta', { finalizers: ['a', 'b'] }, { finalizers: ['b', 'c'] }, { finalizers: ['a', 'b', 'c'] }],
    [
      'removes from sets by $deleteFromPrimitiveList',
      'ObjectMeta',
      { finalizers: ['a', 'b'] },
      { '$deleteFromPrimitiveList/finalizers': ['a'] },
      { finalizers: ['b'] },
    ],
    [
      'keeps only $retainKeys of a union',
      'PodSpec',
      { volumes: [{ name: 'v', emptyDir: {} }] },
      { volumes: [{ name: 'v', $retainKeys: ['name', 'hostPath'], hostPath: { path: '/x' } }] },
      { volumes: [{ name: 'v', hostPath: { path: '/x' } }] },
    ],
    [
      'replaces atomic lists',
      'NetworkPolicySpec',
      { ingress: [{ ports: [] }], policyTypes: ['Ingress'] },
      { policyTypes: ['Egress'] },
      { ingress: [{ ports: [] }], policyTypes: ['Egress'] },
    ],
    [
      'knows the ports of a container by their number',
      'Container',
      { ports: [{ containerPort: 80, name: 'a' }] },
      { ports: [{ containerPort: 80, name: 'b' }, { containerPort: 81 }] },
      { ports: [{ containerPort: 80, name: 'b' }, { containerPort: 81 }] },
    ],
    [
      'removes by null, also below what is new',
      'PodSpec',
      { nodeName: 'n' },
      { nodeName: null, securityContext: { runAsUser: 1, runAsGroup: null } },
      { securityContext: { runAsUser: 1 } },
    ],
    [
      'merges maps of types it does not know as plain JSON',
      undefined,
      { spec: { a: [1], b: { c: 1 } } },
      { spec: { a: [2], b: { d: 1 } } },
      { spec: { a: [2], b: { c: 1, d: 1 } } },
    ],
  ];
  for (const [title, type, original, patch, expected] of facts) {
    it(title, () => {
      const before = structuredClone([original, patch]);
      assert.deepEqual(strategicMerge(original, patch, type === undefined ? undefined : clientType(`V1${type}`)), expected);
      assert.deepEqual([original, patch], before);
    });
  }
});
