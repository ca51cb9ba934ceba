/** The input of `plan` and `connect`: files that somebody may apply, and dumps of a cluster. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { yamlDocuments } from '../../src/cli/offline/yaml-documents.ts';
import type { Plan } from '../../src/cli/plan/plan-schema.ts';
import { hnsPolicy, type Outcome } from './command-line.ts';

const POD = `
apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop, labels: { app: web } }
spec: { nodeName: win1 }
status: { podIP: 10.2.0.10 }
---
`;
const policy = (spec: string, metadata = 'name: p'): string =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { namespace: shop, ${metadata} }\nspec: ${spec}\n`;
const plan = (stdin: string, ...options: string[]): Promise<Outcome> => hnsPolicy(['plan', '-f', '-', ...options], { stdin });
const isolated = async (stdin: string): Promise<boolean> => {
  const { out } = await plan(stdin, '-o', 'json');
  return (JSON.parse(out) as Plan).nodes[0]!.endpoints[0]!.isolated.ingress;
};

describe('cli: stored objects', () => {
  const HOST_BITS = '{ podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: 10.0.0.5/24 } }] }] }';

  it('keep spellings that a current API server rejects, with a warning', async () => {
    const { status, err } = await plan(POD + policy(HOST_BITS, 'name: p, uid: 5c7a'));
    assert.equal(status, 0);
    assert.match(err, /^warning: stdin:11:58: ambiguous-cidr: shop\/p: .*10\.0\.0\.5\/24 is read as 10\.0\.0\.0\/24/m);
    assert.match((await plan(POD + policy(HOST_BITS))).err, /must not have bits set beyond the prefix length/);
  });

  it('may have fields that nobody knows', async () => {
    const odd = policy('{ podSelector: {}, tiers: 1 }', 'name: p, uid: 5c7a');
    assert.equal((await plan(POD + odd)).status, 0);
    assert.match((await plan(POD + odd.replace(', uid: 5c7a', ''))).err, /spec\.tiers: unknown field/);
  });

  it('keep the valid parts of an invalid policy, which is an error of the plan', async () => {
    const broken = POD + policy('{ podSelector: {}, ingress: [{ ports: [{ port: 0 }] }] }', 'name: p, uid: 5c7a');
    const { status, err } = await plan(broken);
    assert.equal(status, 2);
    assert.match(err, /^error: stdin:11:48: invalid: shop\/p: spec\.ingress\[0\]\.ports\[0\]\.port: .*this port allows no traffic$/m);
    assert.ok(await isolated(broken));
  });

  it('report every problem of one policy', async () => {
    const ports = Array.from({ length: 80 }, (_, index) => `{ port: ${70_000 + index} }`).join(', ');
    const { err } = await plan(POD + policy(`{ podSelector: {}, ingress: [{ ports: [${ports}] }] }`, 'name: p, uid: 5c7a'));
    assert.equal(err.match(/^error: /gm)?.length, 80);
  });
});

describe('cli: files to be applied', () => {
  it('may leave the name to the API server', async () => {
    const { status, out } = await plan(POD + policy('{ podSelector: {} }', 'generateName: p-').repeat(2).replace('\napi', '\n---\napi'));
    assert.equal(status, 0);
    assert.match(out, /isolated for ingress/);
  });

  it('may have an empty status, as API servers up to 1.27 wrote it', async () => {
    assert.equal((await plan(`${POD}${policy('{ podSelector: {} }')}status: {}\n`)).status, 0);
    assert.match((await plan(`${POD}${policy('{ podSelector: {} }')}status: { a: 1 }\n`)).err, /status: unknown field/);
  });

  it('report the problems of a rule with a misspelt field too', async () => {
    const { err } = await plan(policy('{ podSelector: {}, ingress: [{ form: [], ports: [{ port: 0 }] }] }'));
    assert.deepEqual(
      err.split('\n').map(line => /spec\.\S+(?=:)/.exec(line)?.[0]),
      ['spec.ingress[0].form', 'spec.ingress[0].ports[0].port', undefined],
    );
  });

  for (const [source, format] of [
    ['port: 80.0', 'yaml'],
    ['port: 8e1', 'yaml'],
    ['"port": 80.0', 'json'],
    ['"port": 80, "endPort": 8E2', 'json'],
  ] as const) {
    it(`may not have a port with a fraction or exponent: ${source} in ${format}`, async () => {
      const spec = `{ "podSelector": {}, "ingress": [{ "ports": [{ ${source} }] }] }`;
      const metadata = '"metadata": { "name": "p", "namespace": "shop" }';
      const json = `{ "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", ${metadata}, "spec": ${spec} }`;
      const { status, err } = await plan(format === 'json' ? json : policy(spec));
      assert.equal(status, 1);
      assert.match(err, /ports\[0\]\.(port|endPort): Invalid value: 8\S+: must be an integer\n$/);
    });
  }

  it('may write a port in any base that kubectl reads', async () => {
    for (const port of ['0x50', '0X50', '0o120', '0120', '0b1010000', '+80', '8_0'])
      assert.match(
        (await plan(POD + policy(`{ podSelector: {}, ingress: [{ ports: [{ port: ${port} }] }] }`))).out,
        / any +80 +shop\/p/,
        port,
      );
  });

  for (const [title, entry, advice] of [
    ['a number in quotes', 'ports: [{ port: "80" }]', 'Write 80 without quotes'],
    ['a range as text', 'ports: [{ port: "1024-65535" }]', 'Write port: 1024 and endPort: 65535 for a range'],
    ['a port with its protocol', 'ports: [{ port: 53/udp }]', 'Write port: 53 and protocol: UDP'],
    ['a list of ports as text', 'ports: [{ port: "80,443" }]', 'Write one entry for each port'],
    ['a protocol in lower case', 'ports: [{ protocol: udp }]', 'Write UDP'],
    ['an address without a prefix length', 'from: [{ ipBlock: { cidr: 10.0.0.1 } }]', 'Write 10.0.0.1/32 for one address'],
    ['an IPv6 address without one', 'from: [{ ipBlock: { cidr: "fd00::1" } }]', 'Write fd00::1/128 for one address'],
    ['a boolean label', 'from: [{ podSelector: { matchLabels: { a: yes } } }]', 'Write the value in quotes'],
  ] as const) {
    it(`get advice for ${title}`, async () => {
      const { status, err } = await plan(policy(`{ podSelector: {}, ingress: [{ ${entry} }] }`));
      assert.equal(status, 1);
      assert.ok(err.endsWith(`. ${advice}\n`), err);
    });
  }

  for (const [title, apiVersion, kind, problem] of [
    [
      'a kind in another case',
      'networking.k8s.io/v1',
      'Networkpolicy',
      /kind: Invalid value: "Networkpolicy": there is no such kind. Use NetworkPolicy/,
    ],
    ['a kind in the plural', 'networking.k8s.io/v1', 'NetworkPolicies', /Use NetworkPolicy/],
    ['the core group', 'v1', 'NetworkPolicy', /apiVersion: Invalid value: "v1": .*Use networking\.k8s\.io\/v1/],
    ['a group without its domain', 'networking/v1', 'NetworkPolicy', /Use networking\.k8s\.io\/v1/],
    ['a misspelt group', 'network.k8s.io/v1', 'NetworkPolicy', /Use networking\.k8s\.io\/v1/],
    ['a pod in lower case', 'v1', 'pod', /Use Pod/],
  ] as const) {
    it(`are rejected for ${title}`, async () => {
      const { status, err } = await plan(`apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: p, namespace: shop }\n`);
      assert.equal(status, 1);
      assert.match(err, problem);
    });
  }

  for (const [apiVersion, kind] of [
    ['projectcalico.org/v3', 'NetworkPolicy'],
    ['crd.projectcalico.org/v1', 'GlobalNetworkPolicy'],
    ['cilium.io/v2', 'CiliumNetworkPolicy'],
    ['policy.networking.k8s.io/v1alpha1', 'AdminNetworkPolicy'],
    ['crd.antrea.io/v1beta1', 'ClusterNetworkPolicy'],
  ] as const) {
    it(`name a policy of another API: ${apiVersion} ${kind}`, async () => {
      const { status, err } = await plan(`${POD}apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: c }\n`);
      assert.equal(status, 0);
      assert.equal(err, `warning: stdin:9:1: ${apiVersion} ${kind} c: is a policy of another API, which the agent does not enforce\n`);
    });
  }

  it('without pods are checked, and the output states so', async () => {
    const { status, err } = await plan(policy('{ podSelector: {} }'));
    assert.deepEqual([status, err], [0, 'note: the input has no pod and no workload, so no node gets ACLs. 1 policy was checked\n']);
  });

  it('without Namespace objects cause a note if a policy selects namespaces by another label than their name', async () => {
    const by = (label: string): string =>
      policy(`{ podSelector: {}, ingress: [{ from: [{ namespaceSelector: { matchLabels: { ${label} } } }] }] }`);
    assert.match((await plan(POD + by('team: red'))).err, /note: the input lacks the Namespace objects of shop, so/);
    assert.doesNotMatch((await plan(POD + by('kubernetes.io/metadata.name: shop'))).err, /lacks the Namespace objects/);
  });
});

describe('cli: texts that are no manifests', () => {
  const template = 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: {{ .Release.Name }}\n';
  const utf16 = Buffer.from(policy('{}'), 'utf16le');

  for (const [title, stdin, message] of [
    ['a Helm template', template, 'stdin:4:9: is a template with expressions in {{ }}. Render it first, for instance with helm template'],
    ['a Helm template with blocks', `${template}  {{- if .Values.x }}\nspec: {}\n  {{- end }}\n`, /^stdin:4:9: is a template/],
    ['a control character', policy('{}').replace('name: p', 'name: "p\u001b"'), 'stdin:3:38: control characters are not allowed (U+001B)'],
    ['UTF-16 without a byte order mark', utf16, /^stdin: is UTF-16 without a byte order mark/],
    ['UTF-16 in the other order', Buffer.from(utf16).swap16(), /^stdin: is UTF-16 without a byte order mark/],
  ] as const) {
    it(`${title} is an error with its location`, async () => {
      const { status, err } = await hnsPolicy(['plan', '-f', '-'], { stdin });
      assert.equal(status, 1);
      const line = err.replace(/^error: /, '').trimEnd();
      if (typeof message === 'string') assert.equal(line, message);
      else assert.match(line, message);
    });
  }

  it('a quoted template expression is text', async () => {
    assert.equal((await plan(policy('{ podSelector: {} }', 'name: p, annotations: { a: "{{ .x }}" }'))).status, 0);
  });
});

describe('cli/kubectl-number', () => {
  for (const [text, value] of [
    ['0X1F90', 8080],
    ['0o17620', 8080],
    ['0o7', 7],
    ['017620', 8080],
    ['0B11', 3],
    ['-0x10', -16],
    ['08', 8],
    ['0_8', 8],
    ['1_000', 1000],
    ['.5', 0.5],
    ['1.', 1],
    ['1e3', 1000],
    ['0o8', '0o8'],
    ['0x', '0x'],
    ['1:20', '1:20'],
    ['80a', '80a'],
    ['_1', '_1'],
    ['2020-01-01', '2020-01-01'],
    ['0x10000000000000000', '0x10000000000000000'],
    ['"80"', '80'],
  ] as const) {
    it(`${text} is ${JSON.stringify(value)}`, () => {
      assert.deepEqual(yamlDocuments(`a: ${text}\n`)[0]!.value, { a: value });
    });
  }
});

describe('cli: a dump with an edited policy', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'dump-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('uses the edited policy, and names both places', async () => {
    const items = [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', uid: 'n' } }];
    const stored = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'p', namespace: 'shop', uid: 'p' },
      spec: {},
    };
    writeFileSync(join(folder, 'dump.json'), JSON.stringify({ apiVersion: 'v1', items: [...items, stored], kind: 'List' }, undefined, 4));
    writeFileSync(join(folder, 'edited.yaml'), `${policy('{ podSelector: {}, ingress: [{ ports: [{ port: http }] }] }')}`);
    const { err } = await hnsPolicy(['plan', '-f', join(folder, 'dump.json'), '-f', join(folder, 'edited.yaml')]);
    const [replaced, rejected] = err.replaceAll(`${folder}/`, '').split('\n');
    assert.equal(replaced, 'warning: edited.yaml:1:1: NetworkPolicy shop/p: replaces the one at dump.json:12:9');
    assert.match(rejected!, /^error: edited\.yaml:4:48: unsupported-named-port: shop\/p: spec\.ingress\[0\]\.ports\[0\]\.port: /);
  });
});
