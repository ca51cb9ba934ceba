/** `plan` and `connect` for nodes that are known to run Linux. Another engine enforces the policies of their pods. */
import assert from 'node:assert/strict';
import { stringify } from 'yaml';
import { hnsPolicy } from './command-line.ts';

const node = (name: string, os: string, address: string) => ({
  ...{ apiVersion: 'v1', kind: 'Node', metadata: { name, labels: { 'kubernetes.io/os': os } } },
  status: { addresses: [{ type: 'InternalIP', address }] },
});
const pod = (name: string, nodeName: string, podIP: string, ports: readonly object[] = []) => ({
  ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'demo', labels: { app: name } } },
  spec: { nodeName, containers: [{ name: 'c', image: 'example/c', ports }] },
  status: { phase: 'Running', podIP, podIPs: [{ ip: podIP }] },
});
const policy = (name: string, podSelector: object, ...ingress: readonly object[]) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace: 'demo' },
  spec: { podSelector, policyTypes: ['Ingress'], ingress },
});

const NAMED = { ports: [{ port: 'http' }] };
const EXCEPT = { from: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }] };
const CLUSTER = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'demo' } },
  node('win1', 'windows', '10.9.0.2'),
  node('lin1', 'linux', '10.9.0.1'),
  pod('win', 'win1', '10.0.0.2'),
  pod('lin', 'lin1', '10.0.0.1', [{ name: 'http', containerPort: 8080 }]),
];
const ONLY_LINUX = policy('only-linux', { matchLabels: { app: 'lin' } }, NAMED, EXCEPT);

const run = (argv: readonly string[], ...more: readonly object[]) =>
  hnsPolicy(argv, { stdin: [...CLUSTER, ...more].map(object => stringify(object)).join('---\n') });
const plan = (...policies: readonly object[]) => run(['plan', '-f', '-'], ...policies);

describe('cli: nodes with another system', () => {
  it('are left out of the plan, which states so', async () => {
    const { status, out, err } = await plan(policy('all', {}));
    assert.equal(status, 0);
    assert.match(out, /^node win1$/m);
    assert.doesNotMatch(out, /lin/);
    assert.equal(err, 'note: 1 node is left out, because it does not run Windows: lin1 (linux)\n');
  });

  it('are named once, and only counted if there are many', async () => {
    const many = Array.from({ length: 5 }, (_, index) => [
      node(`lin${index + 2}`, 'linux', `10.9.1.${index}`),
      pod(`l${index}`, `lin${index + 2}`, `10.0.1.${index}`),
    ]);
    const { err } = await plan(...many.flat());
    assert.equal(err, 'note: 6 nodes are left out, because they do not run Windows: lin1 (linux), lin2 (linux), lin3 (linux) and 3 more\n');
  });

  it('have no ACLs that --node could ask for', async () => {
    const { status, err } = await run(['plan', '-f', '-', '--node', 'lin1']);
    assert.equal(status, 1);
    assert.match(err, /--node lin1: runs linux and has no HNS/);
  });

  it('a policy that selects only their pods is not rejected', async () => {
    const { status, err } = await plan(ONLY_LINUX);
    assert.equal(status, 0);
    assert.doesNotMatch(err, /error/);
  });

  for (const [title, podSelector] of [
    ['a pod of a Windows node too', {}],
    ['no pod', { matchLabels: { app: 'none' } }],
  ] as const) {
    it(`a policy that selects ${title} is rejected`, async () => {
      const { status, err } = await plan(policy('both', podSelector, EXCEPT));
      assert.equal(status, 2);
      assert.match(err, /^error: stdin:\d+:\d+: unsupported-except: demo\/both/m);
    });
  }

  it('a connection to their pods is judged by the policies as they are written, and the explanation names the system', async () => {
    const connect = (from: string, to: string) => run(['connect', '-f', '-', from, to, '--explain'], ONLY_LINUX);
    const allowed = await connect('demo/win', 'demo/lin:8080');
    assert.equal(allowed.status, 0);
    assert.match(
      allowed.out,
      /ingress to demo\/lin \(10\.0\.0\.1, on a linux node\): allowed, demo\/only-linux spec\.ingress\[0\] allows it/,
    );
    assert.equal((await connect('10.1.0.5', 'demo/lin:81')).status, 1);
    assert.equal((await connect('10.2.0.5', 'demo/lin:81')).status, 0);
  });

  it('a connection to a pod of a Windows node is judged without the rejected parts', async () => {
    const { status, out } = await run(['connect', '-f', '-', 'demo/lin', 'demo/win:80', '--explain'], policy('w', {}, EXCEPT));
    assert.equal(status, 1);
    assert.match(out, /ingress to demo\/win \(10\.0\.0\.2\): blocked/);
  });

  it('a node of unknown system is planned like a Windows node', async () => {
    const { out } = await plan(pod('third', 'unknown', '10.0.0.3'));
    assert.match(out, /^node unknown$/m);
  });
});
