/** `connect` and `plan` give the outcome of the agent for its limits and settings. */
import assert from 'node:assert/strict';
import { MAX_ENTRIES } from '../../src/kube/read/policy-entries.ts';
import { hnsPolicy } from './command-line.ts';

const object = (kind: string, apiVersion: string, metadata: string, rest: string): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { ${metadata} }\n${rest}\n---\n`;
const NODE = object(
  'Node',
  'v1',
  'name: win1, labels: { kubernetes.io/os: windows }',
  'status: { addresses: [{ type: InternalIP, address: 10.1.0.1 }] }',
);
const POD = object(
  'Pod',
  'v1',
  'name: web, namespace: shop, labels: { app: web }',
  'spec: { nodeName: win1 }\nstatus: { podIP: 10.2.0.10 }',
);
const policy = (spec: string): string => object('NetworkPolicy', 'networking.k8s.io/v1', 'name: p, namespace: shop', `spec: ${spec}`);
const rules = [1, 2, 3, 4, 5, 6].map(n => `{ from: [{ ipBlock: { cidr: 203.0.113.${n}/32 } }], ports: [{ port: ${n * 10} }] }`);
const MANY = NODE + POD + policy(`{ podSelector: {}, policyTypes: [Ingress], ingress: [${rules.join(', ')}] }`);
const CLOSED_EGRESS = NODE + POD + policy('{ podSelector: {}, policyTypes: [Egress] }');
const run = (argv: readonly string[], stdin: string) => hnsPolicy([...argv, '-f', '-'], { stdin });

describe('cli: the outcome of the agent', () => {
  it('a direction that needs more than --max-acls is closed', async () => {
    const status = async (...options: string[]) => (await run(['connect', '203.0.113.1', 'shop/web:10', ...options], MANY)).status;
    assert.equal(await status(), 0);
    assert.equal(await status('--max-acls', '8'), 1);
    assert.match((await run(['plan', '--max-acls', '8'], MANY)).err, /^error: stdin:\d+:\d+: too-many-acls: pod shop\/web: /m);
  });

  it('a policy with too many entries closes its pods, and is not an invalid file', async () => {
    const peers = Array.from({ length: MAX_ENTRIES + 1 }, (_, n) => `{ ipBlock: { cidr: 10.${n >> 8}.${n & 255}.0/24 } }`).join(', ');
    const long = NODE + POD + policy(`{ podSelector: {}, ingress: [{ from: [${peers}] }] }`);
    assert.equal((await run(['connect', '10.1.0.9', 'shop/web:80'], long)).status, 1);
    const { status, err } = await run(['plan'], long);
    assert.equal(status, 2);
    assert.match(err, /^error: stdin:\d+:\d+: too-many-entries: shop\/p: spec: /m);
  });

  it('--allow-egress-to-node opens the own node, and no other', async () => {
    const status = async (to: string, ...options: string[]) => (await run(['connect', 'shop/web', to, ...options], CLOSED_EGRESS)).status;
    assert.equal(await status('10.1.0.1:80'), 1);
    assert.equal(await status('10.1.0.1:80', '--allow-egress-to-node'), 0);
    assert.equal(await status('10.1.0.2:80', '--allow-egress-to-node'), 1);
    const { out } = await run(['plan', '--allow-egress-to-node'], CLOSED_EGRESS);
    assert.match(out, /^ {4}Out +300 +Allow +any +own node/m);
  });

  it('SCTP passes where every protocol does, and no Windows rule grants it', async () => {
    const status = async (spec: string) =>
      (await run(['connect', '203.0.113.1', 'shop/web:80', '--protocol', 'sctp'], NODE + POD + policy(spec))).status;
    assert.equal(await status('{ podSelector: {}, ingress: [{}] }'), 0);
    assert.equal(await status('{ podSelector: {}, ingress: [{ ports: [{ port: 80 }] }] }'), 1);
    assert.equal(await status('{ podSelector: {}, ingress: [{ ports: [{ port: 80, protocol: SCTP }] }] }'), 1);
  });

  it('SCTP to a Linux node passes as its policy is written', async () => {
    const linux =
      NODE.replace('windows', 'linux') + POD + policy('{ podSelector: {}, ingress: [{ ports: [{ port: 80, protocol: SCTP }] }] }');
    assert.equal((await run(['connect', '203.0.113.1', 'shop/web:80', '--protocol', 'sctp'], linux)).status, 0);
  });
});

describe('cli/plan: the pods that are shown', () => {
  const api = POD.replaceAll('web', 'api').replace('10.2.0.10', '10.2.0.11');
  const other = POD.replace('namespace: shop', 'namespace: other').replace('10.2.0.10', '10.2.0.12');
  const input = NODE + POD + api + other + policy('{ podSelector: { matchLabels: { app: web } }, ingress: [{ ports: [{ port: http }] }] }');
  const shown = async (...options: string[]) =>
    [...(await run(['plan', ...options], input)).out.matchAll(/^ {2}(\S+\/\S+) \(/gm)].map(([, key]) => key);

  for (const [options, pods] of [
    [[], ['other/web', 'shop/api', 'shop/web']],
    [
      ['-n', 'shop'],
      ['shop/api', 'shop/web'],
    ],
    [
      ['-n', 'shop', 'other'],
      ['other/web', 'shop/api', 'shop/web'],
    ],
    [
      ['--pod', 'web'],
      ['other/web', 'shop/web'],
    ],
    [['--pod', 'shop/web'], ['shop/web']],
    [['-l', 'app=web', '-n', 'shop'], ['shop/web']],
    [['-l', 'app!=web'], ['shop/api']],
    [['-l', '!app'], []],
    [
      ['-l', 'app'],
      ['other/web', 'shop/api', 'shop/web'],
    ],
  ] as const) {
    it(`plan ${options.join(' ')}`, async () => assert.deepEqual(await shown(...options), pods));
  }

  it('an invalid selector is an error', async () => {
    const { status, err } = await run(['plan', '-l', 'app in (a)'], input);
    assert.deepEqual([status, err], [1, 'error: --selector "app in (a)": must be key=value, key!=value, key or !key\n']);
  });

  it('decide about the issues and the exit status too', async () => {
    assert.equal((await run(['plan', '-n', 'shop'], input)).status, 2);
    assert.equal((await run(['plan', '-n', 'other'], input)).status, 0);
  });

  it('and a summary come last', async () => {
    assert.match((await run(['plan'], input)).out, /\n\n1 node, 3 pods \(1 isolated\), 4 ACLs\. 1 policy not enforced as written\.\n$/);
  });

  it('fit 80 columns', async () => {
    const long = 'a-policy-with-a-name-that-is-as-long-as-names-of-charts-often-are';
    const peers = Array.from({ length: 40 }, (_, n) => `{ ipBlock: { cidr: 203.0.113.${n * 2}/32 } }`).join(', ');
    const ports = Array.from({ length: 20 }, (_, n) => `{ port: ${1000 + n * 2} }`).join(', ');
    const wide =
      NODE + POD + policy(`{ podSelector: {}, ingress: [{ from: [${peers}], ports: [${ports}] }] }`).replace('name: p', `name: ${long}`);
    const { out } = await run(['plan'], wide);
    assert.ok(
      out.split('\n').every(line => line.length <= 80),
      out,
    );
    assert.match(out, /203\.0\.113\.0 \+39 +1000, 1002 \+18 +shop\/a-policy-…$/m);
  });
});
