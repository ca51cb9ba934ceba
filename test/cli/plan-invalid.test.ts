import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hnsPolicy } from './command-line.ts';

const POLICY = 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: web\n  namespace: shop\nspec:\n';
const POD = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  namespace: shop\n';

// Objects that an API server rejects, and unreadable files. Each error has file, line, object, field and reason. Standard output stays empty.
const CASES: readonly (readonly [title: string, input: string, ...errors: (string | RegExp)[]])[] = [
  [
    'a port out of range',
    `${POLICY}  podSelector: {}\n  ingress:\n    - ports:\n        - port: 0\n        - port: 70000\n`,
    /^stdin:10:\d+: NetworkPolicy shop\/web: spec\.ingress\[0\]\.ports\[0\]\.port: Invalid value: 0: must be between 1 and 65535/,
    /^stdin:11:\d+: NetworkPolicy shop\/web: spec\.ingress\[0\]\.ports\[1\]\.port: Invalid value: 70000: must be between 1 and 65535/,
  ],
  [
    'a number as text',
    `${POLICY}  podSelector: {}\n  ingress:\n    - ports: [{ port: "80" }]\n`,
    /^stdin:9:\d+: NetworkPolicy shop\/web: spec\.ingress\[0\]\.ports\[0\]\.port: Invalid value: "80": must contain at least one letter/,
  ],
  [
    'an endPort below port',
    `${POLICY}  podSelector: {}\n  ingress:\n    - ports:\n        - port: 90\n          endPort: 80\n`,
    /^stdin:11:\d+: NetworkPolicy shop\/web: spec\.ingress\[0\]\.ports\[0\]\.endPort: Invalid value: 80: must be greater than or equal to `port`/,
  ],
  [
    'an unknown field, which would leave a rule for anyone',
    `${POLICY}  podSelector: {}\n  ingress:\n    - form: []\n`,
    /^stdin:9:\d+: NetworkPolicy shop\/web: spec\.ingress\[0\]\.form: unknown field; there are: from, ports/,
  ],
  [
    'an unknown field of the object itself',
    `${POLICY}  podSelector: {}\npolicyTypes: [Ingress]\n`,
    /^stdin:8:\d+: NetworkPolicy shop\/web: policyTypes: unknown field/,
  ],
  [
    'an unknown protocol',
    `${POLICY}  podSelector: {}\n  egress:\n    - ports: [{ protocol: ICMP }]\n`,
    /^stdin:9:\d+: NetworkPolicy shop\/web: spec\.egress\[0\]\.ports\[0\]\.protocol: Unsupported value: "ICMP"/,
  ],
  [
    'an unknown policy type',
    `${POLICY}  podSelector: {}\n  policyTypes: [ingress]\n`,
    /^stdin:8:\d+: NetworkPolicy shop\/web: spec\.policyTypes\[0\]: Unsupported value: "ingress"/,
  ],
  [
    'an empty peer',
    `${POLICY}  podSelector: {}\n  ingress:\n    - from:\n        - {}\n`,
    /^stdin:10:\d+: NetworkPolicy shop\/web: spec\.ingress\[0\]\.from\[0\]: Required value: must specify a peer/,
  ],
  [
    'a block beside a selector',
    `${POLICY}  podSelector: {}\n  ingress:\n    - from:\n        - podSelector: {}\n          ipBlock: { cidr: 10.0.0.0/8 }\n`,
    /^stdin:10:\d+: NetworkPolicy shop\/web: spec\.ingress\[0\]\.from\[0\]: Forbidden: may not specify both/,
  ],
  [
    'an except outside its block',
    `${POLICY}  podSelector: {}\n  ingress:\n    - from: [{ ipBlock: { cidr: 10.0.0.0/8, except: [11.0.0.0/16] } }]\n`,
    /^stdin:9:\d+: NetworkPolicy shop\/web: spec\.ingress\[0\]\.from\[0\]\.ipBlock\.except\[0\]: Invalid value: "11\.0\.0\.0\/16": must be a strict subset/,
  ],
  [
    'an operator without values, and one with too many',
    `${POLICY}  podSelector:\n    matchExpressions:\n      - { key: a, operator: In }\n      - { key: b, operator: Exists, values: [c] }\n      - { key: c, operator: Gt }\n`,
    /^stdin:9:\d+: NetworkPolicy shop\/web: spec\.podSelector\.matchExpressions\[0\]\.values: Required value/,
    /^stdin:10:\d+: NetworkPolicy shop\/web: spec\.podSelector\.matchExpressions\[1\]\.values: Forbidden/,
    /^stdin:11:\d+: NetworkPolicy shop\/web: spec\.podSelector\.matchExpressions\[2\]\.operator: Invalid value: "Gt"/,
  ],
  [
    'a label value that YAML reads as a boolean',
    `${POLICY}  podSelector:\n    matchLabels:\n      enabled: yes\n`,
    /^stdin:8:\d+: NetworkPolicy shop\/web: spec\.podSelector\.matchLabels: Invalid value: true: the value of "enabled" must be a string/,
  ],
  [
    'a policy without spec.podSelector being an object',
    `${POLICY}  podSelector: all\n`,
    /^stdin:7:\d+: NetworkPolicy shop\/web: spec\.podSelector: Invalid value: "all": must be an object/,
  ],
  [
    'a name that is none',
    POLICY.replace('name: web', 'name: Web!'),
    /^stdin:4:\d+: NetworkPolicy shop\/Web!: metadata\.name: Invalid value: "Web!"/,
  ],
  ['a policy without a name', POLICY.replace('  name: web\n', ''), /^stdin:3:\d+: NetworkPolicy: metadata\.name: Required value/],
  [
    'a pod with an address that is none',
    `${POD}status:\n  podIPs:\n    - ip: 10.0.0.256\n`,
    /^stdin:8:\d+: Pod shop\/web: status\.podIPs\[0\]\.ip: Invalid value: "10\.0\.0\.256"/,
  ],
  [
    'a pod with labels that are no texts',
    `${POD}  labels:\n    rank: 1\n`,
    /^stdin:6:\d+: Pod shop\/web: metadata\.labels: Invalid value: 1: the value of "rank" must be a string/,
  ],
  [
    'a node with an address that is none',
    'apiVersion: v1\nkind: Node\nmetadata: { name: win1 }\nstatus:\n  addresses:\n    - { type: InternalIP, address: here }\n',
    /^stdin:6:\d+: Node win1: status\.addresses\[0\]\.address: Invalid value: "here"/,
  ],
  [
    'a namespace without a name',
    'apiVersion: v1\nkind: Namespace\nmetadata: {}\n',
    /^stdin:3:\d+: Namespace: metadata\.name: Required value/,
  ],
  ['a document that is not an object', 'hello\n', 'stdin:1:1: is text, not a Kubernetes object'],
  ['a key given twice', `${POLICY}  podSelector: {}\n  podSelector: {}\n`, 'stdin:8:3: duplicate key podSelector'],
  ['empty input', '', 'stdin: contains no Kubernetes object'],
];

describe('cli/plan: invalid input', () => {
  for (const [title, input, ...errors] of CASES) {
    it(`rejects ${title}`, async () => {
      const { status, out, err } = await hnsPolicy(['plan', '-f', '-', '-o', 'json'], { stdin: input });
      assert.equal(status, 1);
      assert.equal(out, '');
      const lines = err.trimEnd().split('\n');
      assert.equal(lines.length, errors.length, err);
      for (const [index, expected] of errors.entries()) {
        const line = lines[index]!;
        assert.ok(line.startsWith('error: '), line);
        if (typeof expected === 'string') assert.equal(line.slice(7), expected);
        else assert.match(line.slice(7), expected);
      }
    });
  }

  it('causes the same errors in connect, without a verdict', async () => {
    for (const [, input] of CASES) {
      const [plan, connect] = [
        await hnsPolicy(['plan', '-f', '-'], { stdin: input }),
        await hnsPolicy(['connect', '10.0.0.1', '10.0.0.2:80', '-f', '-'], { stdin: input }),
      ];
      assert.deepEqual(connect, { status: 2, out: '', err: plan.err });
    }
  });

  describe('in files', () => {
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'plan-'));
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    it('is reported for all files, sorted by file and line', async () => {
      const bad = `${POLICY}  podSelector: {}\n  ingress:\n    - ports: [{ port: 0 }]\n`;
      writeFileSync(join(folder, 'a.yaml'), `${bad}---\nkind: Pod\n`);
      writeFileSync(join(folder, 'b.json'), '{"apiVersion": "v1",\n "kind": "Node",\n "metadata": {}}');
      writeFileSync(join(folder, 'c.yml'), 'a: [');
      const { status, out, err } = await hnsPolicy(['plan', '-f', join(folder, 'none.yaml'), folder]);
      assert.deepEqual({ status, out }, { status: 1, out: '' });
      const places = err
        .trimEnd()
        .split('\n')
        .map(line => line.replaceAll(`${folder}/`, '').replace(/^error: (\S+): .*$/, '$1'));
      assert.deepEqual(places, ['none.yaml', 'a.yaml:9:17', 'a.yaml:11:1', 'b.json:3:2', 'c.yml:1:5']);
    });
  });
});
