import assert from 'node:assert/strict';
import { manifestsOf, type Skipped } from '../../src/cli/offline/manifests.ts';
import { describeProblem, type Problem } from '../../src/cli/offline/problem.ts';

function read(text: string, explicit = true) {
  const problems: Problem[] = [];
  const skipped: Skipped = { counts: new Map(), policies: new Map() };
  const manifests = [...manifestsOf([{ name: 'x.yaml', bytes: Buffer.from(text), explicit }], problems, skipped)];
  const policies = [...skipped.policies.values()].map(describeProblem);
  return { manifests, ignored: Object.fromEntries(skipped.counts), policies, problems: problems.map(describeProblem) };
}

const kinds = (text: string): string[] =>
  read(text).manifests.map(({ kind, object }) => `${kind} ${(object.metadata as { name: string }).name}`);

describe('cli/manifests', () => {
  it('counts the objects of other kinds, and names policies among them', () => {
    const { manifests, ignored, policies, problems } = read(`
apiVersion: v1
kind: Pod
metadata: { name: a }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: b }
---
apiVersion: projectcalico.org/v3
kind: NetworkPolicy
metadata: { name: c }
---
apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
---
apiVersion: v1
kind: ConfigMap
---
apiVersion: v1
kind: Node
metadata: { name: d }
`);
    assert.deepEqual(
      manifests.map(({ kind }) => kind),
      ['Pod', 'Deployment', 'Node'],
    );
    assert.deepEqual(ignored, {
      'projectcalico.org/v3 NetworkPolicy': 1,
      'policy.networking.k8s.io/v1alpha1 AdminNetworkPolicy': 1,
      'v1 ConfigMap': 1,
    });
    assert.deepEqual(policies, [
      'x.yaml:11:1: projectcalico.org/v3 NetworkPolicy c: is a policy of another API, which the agent does not enforce',
      'x.yaml:15:1: policy.networking.k8s.io/v1alpha1 AdminNetworkPolicy: is a policy of another API, which the agent does not enforce',
    ]);
    assert.deepEqual(problems, []);
  });

  it('unpacks lists and nested lists, and gives the items of a PodList its kind', () => {
    assert.deepEqual(
      kinds(`
apiVersion: v1
kind: List
items:
  - { apiVersion: v1, kind: Namespace, metadata: { name: a } }
  - apiVersion: v1
    kind: PodList
    items: [{ metadata: { name: b } }, { metadata: { name: c } }]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicyList
items: [{ metadata: { name: d } }]
---
apiVersion: v1
kind: NodeList
items: null
`),
      ['Namespace a', 'Pod b', 'Pod c', 'NetworkPolicy d'],
    );
  });

  it('finds the lines of an object in a list', () => {
    const { manifests } = read('apiVersion: v1\nkind: PodList\nitems:\n  - metadata:\n      name: a\n  - metadata:\n      name: b\n');
    assert.deepEqual(
      manifests.map(({ locate }) => [locate(''), locate('metadata.name')]),
      [
        [
          { line: 4, column: 5 },
          { line: 5, column: 7 },
        ],
        [
          { line: 6, column: 5 },
          { line: 7, column: 7 },
        ],
      ],
    );
  });

  it('sets the namespace default on objects of namespaced kinds', () => {
    const { manifests } = read(`
apiVersion: v1
kind: Pod
metadata: { name: a, namespace: "" }
---
apiVersion: v1
kind: Pod
metadata: { name: a, namespace: shop }
---
apiVersion: v1
kind: Node
metadata: { name: a }
`);
    assert.deepEqual(
      manifests.map(({ object }) => (object.metadata as { namespace?: string }).namespace),
      ['default', 'shop', undefined],
    );
  });

  for (const [title, text, problem] of [
    ['a document that is text', 'hello\n', 'x.yaml:1:1: is text, not a Kubernetes object'],
    ['a document that is a list', '---\n- a\n', 'x.yaml:2:1: is a list, not a Kubernetes object'],
    ['an object without kind', 'a: 1\napiVersion: v1\n', 'x.yaml:1:1: is not a Kubernetes object: kind is missing or not text'],
    ['an object without version', 'kind: Pod\n', 'x.yaml:1:1: is not a Kubernetes object: apiVersion is missing or not text'],
    ['a kind that is not text', 'apiVersion: v1\nkind: [Pod]\n', 'x.yaml:2:1: is not a Kubernetes object: kind is missing or not text'],
    ['items that are no list', 'apiVersion: v1\nkind: List\nitems: {}\n', 'x.yaml:3:1: List: items is a mapping, not a list'],
    ['an item that is null', 'apiVersion: v1\nkind: List\nitems:\n  -\n', 'x.yaml:4:4: is null, not a Kubernetes object'],
    [
      'an item of a List without kind',
      'apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n',
      'x.yaml:4:5: is not a Kubernetes object: kind is missing or not text',
    ],
    [
      'a version that nobody serves any more',
      'kind: NetworkPolicy\napiVersion: extensions/v1beta1\nmetadata: { name: a }\n',
      'x.yaml:2:1: NetworkPolicy default/a: apiVersion: Invalid value: "extensions/v1beta1": no API server serves a NetworkPolicy of this version. Use networking.k8s.io/v1',
    ],
    [
      'a version that nobody serves yet',
      'kind: Pod\napiVersion: v2\nmetadata: { name: a }\n',
      'x.yaml:2:1: Pod default/a: apiVersion: Invalid value: "v2": no API server serves a Pod of this version. Use v1',
    ],
    ['an empty file', '', 'x.yaml: contains no Kubernetes object'],
    ['a file of comments', '# nothing yet\n', 'x.yaml: contains no Kubernetes object'],
    ['a file that is no YAML', 'a: [\n', /^x\.yaml:\d:\d+: /],
  ] as const) {
    it(`rejects ${title}`, () => {
      const { manifests, problems } = read(text);
      assert.deepEqual(manifests, []);
      assert.equal(problems.length, 1);
      if (typeof problem === 'string') assert.equal(problems[0], problem);
      else assert.match(problems[0]!, problem);
    });
  }

  it('accepts an empty file in a directory', () => {
    assert.deepEqual(read('# nothing yet\n', false).problems, []);
  });

  it('reads valid objects next to an invalid one, so that one run finds every problem', () => {
    const { manifests, problems } = read('apiVersion: v1\nkind: Node\nmetadata: { name: a }\n---\nfoo: 1\n---\n- 1\n');
    assert.equal(manifests.length, 1);
    assert.equal(problems.length, 2);
  });
});
