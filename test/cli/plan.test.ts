import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parseAllDocuments, parse as parseYaml } from 'yaml';
import { type Plan, planSchema } from '../../src/cli/plan/plan-schema.ts';
import { hnsPolicy, type Outcome } from './command-line.ts';

const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}.yaml`, import.meta.url), 'utf8');

const POD = `
apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop, labels: { app: web } }
spec: { nodeName: win1 }
status: { podIP: 10.2.0.10 }
---
`;
const policy = (spec: string, name = 'p'): string =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: ${name}, namespace: shop }\nspec: ${spec}\n---\n`;

const plan = (stdin: string, ...options: string[]): Promise<Outcome> => hnsPolicy(['plan', '-f', '-', ...options], { stdin });
async function planned(stdin: string, ...options: string[]): Promise<Plan> {
  const { out, err } = await plan(stdin, '-o', 'json', ...options);
  assert.equal(err, '');
  return planSchema.parse(JSON.parse(out));
}

describe('cli/plan', () => {
  it('a policy of a dump isolates its pods although an older API server stored a value in it that is invalid today', async () => {
    const spec = '{ podSelector: { matchExpressions: [{ key: app, operator: In, values: [a b, web] }] }, policyTypes: [Ingress] }';
    const stored = policy(spec).replace('namespace: shop', 'namespace: shop, uid: 5c7a');
    const { nodes, issues } = await planned(POD + stored);
    assert.deepEqual(nodes[0]!.endpoints[0]!.isolated, { ingress: true, egress: false });
    assert.match(issues[0]!.message, /^Invalid value: "a b": .*; no label has this value$/);
    const written = await plan(POD + policy(spec));
    assert.equal(written.status, 1);
    assert.match(written.err, /Invalid value: "a b"/);
  });

  describe('nodes', () => {
    it('are the nodes of pods, sorted. --node selects from them, sorted and without duplicates', async () => {
      const input = fixture('union');
      assert.deepEqual(
        (await planned(input)).nodes.map(({ node }) => node),
        ['linux1', 'win1'],
      );
      assert.deepEqual(
        (await planned(input, '--node', 'win1', 'linux1', '--node', 'win1')).nodes.map(({ node }) => node),
        ['linux1', 'win1'],
      );
      assert.deepEqual(
        (await planned(input, '--node', 'win1')).nodes.map(({ node }) => node),
        ['win1'],
      );
    });

    it('can be selected if only a Node manifest names them', async () => {
      const input = `${POD}apiVersion: v1\nkind: Node\nmetadata: { name: win9 }\n`;
      assert.deepEqual(await planned(input, '--node', 'win9'), { nodes: [{ node: 'win9', endpoints: [] }], issues: [] });
    });

    it('that are unknown are an error that lists the known nodes', async () => {
      const { status, out, err } = await plan(POD, '--node', 'win2', 'win1');
      assert.deepEqual({ status, out, err }, { status: 1, out: '', err: 'error: --node win2: no such node; known nodes: win1\n' });
    });
  });

  describe('endpoints', () => {
    it('are the pods of the pod network with an address, including those without ACLs', async () => {
      const { nodes } = await planned(fixture('who-is-a-pod'));
      const pods = nodes.map(({ node, endpoints }) => [node, ...endpoints.map(({ namespace, pod }) => `${namespace}/${pod}`)]);
      assert.deepEqual(pods, [
        ['linux1', 'other/api', 'shop/api', 'shop/leaving'],
        ['win1', 'shop/web'],
      ]);
      assert.deepEqual(nodes[0]!.endpoints[0], {
        namespace: 'other',
        pod: 'api',
        ipAddresses: ['10.3.0.30'],
        isolated: { ingress: false, egress: false },
        policies: [],
      });
    });

    it('that share an address with another pod of the node are closed, with an error', async () => {
      const input = POD + POD.replace('name: web', 'name: web2');
      const { nodes, issues } = await planned(input);
      assert.deepEqual(
        issues.map(({ severity, code, pod, path }) => ({ severity, code, pod, path })),
        ['shop/web', 'shop/web2'].map(pod => ({ severity: 'error', code: 'ambiguous-address', pod, path: 'status.podIPs' })),
      );
      for (const endpoint of nodes[0]!.endpoints) {
        assert.deepEqual(endpoint.isolated, { ingress: true, egress: true });
        assert.deepEqual(
          endpoint.policies.map(({ Settings }) => `${Settings.Action} ${Settings.Direction}`),
          ['Block In', 'Block Out'],
        );
      }
    });

    it('of a terminating pod belong to its successor', async () => {
      const going = POD.replace('name: web', 'name: old, deletionTimestamp: "2026-01-01T00:00:00Z"');
      assert.deepEqual((await planned(POD + going)).issues, []);
    });

    it('on an L2Bridge network also have the two Host rules', async () => {
      const rules = async (...options: string[]): Promise<number> => {
        const { nodes } = await planned(POD + policy('{}'), ...options);
        return nodes[0]!.endpoints[0]!.policies.filter(({ Settings }) => Settings.RuleType === 'Host').length;
      };
      assert.equal(await rules(), 0);
      assert.equal(await rules('--network-type', 'Overlay'), 0);
      assert.equal(await rules('--network-type', 'L2Bridge'), 2);
      assert.equal(await rules('--network-type', 'l2bridge'), 2);
    });

    it('that need more ACLs than --max-acls are closed, with an error', async () => {
      const rules = [1, 2, 3, 4, 5].map(n => `{ from: [{ ipBlock: { cidr: 10.9.0.${n}/32 } }], ports: [{ port: ${n * 10} }] }`);
      const input = POD + policy(`{ podSelector: {}, ingress: [${rules.join(', ')}] }`);
      assert.deepEqual((await planned(input)).issues, []);
      const { nodes, issues } = await planned(input, '--max-acls', '5');
      assert.deepEqual(
        issues.map(({ code, pod }) => [code, pod]),
        [['too-many-acls', 'shop/web']],
      );
      assert.ok(nodes[0]!.endpoints[0]!.policies.every(({ Settings }) => Settings.Priority !== 1000));
    });
  });

  describe('rejections', () => {
    const input = fixture('walkthrough-4-rejected');

    it('cause exit status 2 and are reported with policy and field', async () => {
      const { status, out } = await plan(input, '-o', 'json');
      assert.equal(status, 2);
      assert.deepEqual(
        (JSON.parse(out) as Plan).issues.map(({ severity, code, policy, path }) => [severity, code, policy, path].join(' ')),
        [
          'error unsupported-named-port demo/demo-rejected spec.ingress[0].ports[0].port',
          'error unsupported-sctp demo/demo-rejected spec.ingress[0].ports[1].protocol',
          'error unsupported-negative-selector demo/demo-rejected spec.ingress[1].from[0].podSelector.matchExpressions[0].operator',
          'error unsupported-except demo/demo-rejected spec.ingress[1].from[1].ipBlock.except',
        ],
      );
    });

    it('remove the item, or with reject-policy the whole policy', async () => {
      const granted = async (...options: string[]): Promise<string[]> => {
        const { nodes } = await planned(input, '--node', 'akswin22000001', ...options);
        return nodes[0]!.endpoints[0]!.policies.filter(({ Settings }) => Settings.Priority === 1000).map(
          ({ Settings }) => Settings.LocalPorts!,
        );
      };
      assert.deepEqual(await granted(), ['80', '443']);
      assert.deepEqual(await granted('--on-unsupported', 'reject-item'), ['80', '443']);
      assert.deepEqual(await granted('--on-unsupported', 'reject-policy'), ['80']);
    });

    it('do not include warnings, which keep exit status 0', async () => {
      assert.equal((await plan(fixture('ip-block-host-bits'), '-o', 'json')).status, 0);
      assert.equal((await plan(fixture('dual-stack'), '-o', 'json')).status, 0);
    });
  });

  describe('output', () => {
    it('is the same document in JSON and in YAML', async () => {
      const input = fixture('walkthrough-4-rejected');
      const [json, yaml] = [await plan(input, '-o', 'json'), await plan(input, '-o', 'yaml')];
      assert.deepEqual(parseYaml(yaml.out), JSON.parse(json.out));
      assert.equal(yaml.status, 2);
      assert.equal(yaml.err, '');
    });

    it('in YAML quotes a name that old parsers read as a boolean', async () => {
      const { out } = await plan(POD.replace('name: web,', 'name: "on",'), '-o', 'yaml');
      assert.match(out, /pod: "on"/);
    });

    it('as a table has the issues on standard error', async () => {
      const { status, out, err } = await plan(fixture('walkthrough-4-rejected'), '--node', 'akswin22000001');
      assert.equal(status, 2);
      assert.match(out, /^node akswin22000001\n\n {2}demo\/server \(10\.224\.0\.72\): isolated for ingress, egress is open\n {4}DIR +PRIO/);
      assert.match(out, /\n {4}In +1000 +Allow +TCP +demo\/client +80 +demo\/demo-policy\n/);
      const wide = await plan(fixture('walkthrough-4-rejected'), '--node', 'akswin22000001', '--wide');
      assert.match(wide.out, /\n {4}In +1000 +Allow +TCP +10\.224\.0\.15 +80 +hns-policy-agent\.demo\.demo-policy\.[0-9a-f]+\n/);
      const lines = err.trimEnd().split('\n');
      assert.equal(lines.length, 4);
      assert.match(
        lines[1]!,
        /^error: stdin:46:47: unsupported-sctp: demo\/demo-rejected: spec\.ingress\[0\]\.ports\[1\]\.protocol: SCTP is not supported on Windows: /,
      );
    });

    it('as a table has a note if the own node, and so its access to its pods, is missing', async () => {
      const { err } = await plan(POD + policy('{ podSelector: {} }'));
      assert.match(err, /^note: no manifest has the addresses of node win1, /);
      assert.equal((await plan(POD)).err, '');
    });

    it('is coloured only on request', async () => {
      const input = fixture('walkthrough-3-labelled');
      const colored = await hnsPolicy(['plan', '-f', '-'], { stdin: input, color: true });
      assert.ok(colored.out.includes('\u001b['));
      assert.ok(!(await plan(input)).out.includes('\u001b['));
      const json = await hnsPolicy(['plan', '-f', '-', '-o', 'json'], { stdin: input, color: true });
      assert.ok(!json.out.includes('\u001b['));
    });

    it('with --verbose lists ignored objects', async () => {
      const { err } = await plan(`${POD}apiVersion: v1\nkind: ConfigMap\nmetadata: { name: s }\n`, '-o', 'json', '-v');
      assert.equal(err, 'ignored: 1 v1 ConfigMap\n');
    });

    it('does not depend on the order of the manifests', async () => {
      for (const name of ['walkthrough-4-rejected', 'peers', 'union', 'who-is-a-pod']) {
        const documents = parseAllDocuments(fixture(name)).map(document => JSON.stringify(document.toJS()));
        const { out } = await plan(fixture(name), '-o', 'json');
        await fc.assert(
          fc.asyncProperty(fc.shuffledSubarray(documents, { minLength: documents.length }), async shuffled => {
            assert.equal((await plan(shuffled.join('\n'), '-o', 'json')).out, out);
          }),
          { numRuns: 10 },
        );
      }
    });
  });

  describe('manifests of one object given twice', () => {
    const twice = POD + policy('{ podSelector: {} }') + policy('{ podSelector: { matchLabels: { app: none } } }');

    it('use the last one, with a warning', async () => {
      const { status, out, err } = await plan(twice, '-o', 'json');
      assert.equal(status, 0);
      assert.deepEqual((JSON.parse(out) as Plan).nodes[0]!.endpoints[0]!.policies, []);
      assert.equal(err, 'warning: stdin:13:1: NetworkPolicy shop/p: replaces the one at stdin:8:1\n');
    });

    it('cause no warning if they are equal', async () => {
      assert.equal((await plan(POD + POD, '-o', 'json')).err, '');
    });
  });
});
