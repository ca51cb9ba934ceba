/** `--live` reads a cluster, and only reads. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KubeServer } from '../../src/simulator/kube/server.ts';
import { startKubeServer } from '../kube-server/start.ts';
import { hnsPolicy } from './command-line.ts';

const pod = (name: string, podIP: string) => ({
  ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'shop', labels: { app: name } } },
  ...{
    spec: { nodeName: 'win1', containers: [{ name: 'c', image: 'example/c' }] },
    status: { phase: 'Running', podIP, podIPs: [{ ip: podIP }] },
  },
});
const OBJECTS = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
  {
    ...{ apiVersion: 'v1', kind: 'Node', metadata: { name: 'win1', labels: { 'kubernetes.io/os': 'windows' } } },
    status: { addresses: [{ type: 'InternalIP', address: '10.1.0.1' }] },
  },
  ...Array.from({ length: 600 }, (_, index) => pod(`p${index}`, `10.2.${index >> 8}.${index & 255}`)),
  {
    ...{ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'p', namespace: 'shop' } },
    spec: { podSelector: { matchLabels: { app: 'p1' } }, policyTypes: ['Ingress'], ingress: [{ ports: [{ port: 'http' }] }] },
  },
];

describe('cli --live', () => {
  let server: KubeServer;
  let folder: string;
  let kubeconfig: string;
  before(async () => {
    server = await startKubeServer();
    server.store.seed(OBJECTS);
    folder = mkdtempSync(join(tmpdir(), 'live-'));
    kubeconfig = join(folder, 'config');
    writeFileSync(kubeconfig, server.kubeconfig());
  });
  after(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });
  const live = (...argv: string[]) => hnsPolicy([...argv, '--live', '--kubeconfig', kubeconfig]);

  it('plans a cluster in pages, with issues that have no file', async () => {
    const { status, out, err } = await live('plan');
    assert.equal(status, 2);
    assert.match(out, /\n1 node, 600 pods \(1 isolated\), \d+ ACLs\. 1 policy not enforced as written\.\n$/);
    assert.match(err, /^error: unsupported-named-port: shop\/p: /);
  });

  it('judges a connection', async () => {
    assert.equal((await live('connect', 'shop/p0', 'shop/p1:80')).status, 1);
    assert.equal((await live('connect', 'shop/p0', 'shop/p2:80')).status, 0);
  });

  it('judges a connection with an edited policy', async () => {
    const edited = join(folder, 'edited.yaml');
    const spec = '{ podSelector: { matchLabels: { app: p1 } }, ingress: [{ ports: [{ port: 80 }] }] }';
    writeFileSync(edited, `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: p, namespace: shop }\nspec: ${spec}\n`);
    const { status, err } = await live('connect', 'shop/p0', 'shop/p1:80', '-f', edited);
    assert.equal(status, 0);
    assert.match(err, /^warning: \S+edited\.yaml:1:1: NetworkPolicy shop\/p: replaces the one of the cluster$/m);
  });

  for (const [title, argv, message] of [
    ['an unknown context', ['--context', 'none'], /^error: --context none: no such context\. The kubeconfig has \S+\n$/],
    ['a kubeconfig that does not exist', ['--kubeconfig', '/does/not/exist'], /^error: \/does\/not\/exist: cannot be loaded: /],
  ] as const) {
    it(`rejects ${title}`, async () => {
      const { status, err } = await hnsPolicy(['plan', '--live', '--kubeconfig', kubeconfig, ...argv]);
      assert.equal(status, 1);
      assert.match(err, message);
    });
  }
});
