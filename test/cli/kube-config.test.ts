import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { RequestOptions } from 'node:https';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadKubeConfig } from '../../src/cli/kube-config.ts';
import { hnsPolicy } from './command-line.ts';

const SERVICE_ACCOUNT = 'var/run/secrets/kubernetes.io/serviceaccount';
const KUBECONFIG = `
apiVersion: v1
kind: Config
clusters: [{ name: c, cluster: { server: 'https://given.example:6443' } }]
users: [{ name: u, user: { token: given } }]
contexts: [{ name: x, context: { cluster: c, user: u } }]
current-context: x
`;

describe('cli/kube-config', () => {
  let folder: string;
  const original = { ...process.env };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kube-config-'));
    Object.assign(process.env, { KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '443', HOME: folder });
    delete process.env.KUBECONFIG;
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
    for (const name of ['KUBERNETES_SERVICE_HOST', 'KUBERNETES_SERVICE_PORT', 'HOME', 'KUBECONFIG']) {
      if (original[name] === undefined) delete process.env[name];
      else process.env[name] = original[name];
    }
  });

  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
    return join(folder, path);
  };
  const serviceAccount = (root: string) => {
    write(`${root}/${SERVICE_ACCOUNT}/ca.crt`, 'the CA');
    write(`${root}/${SERVICE_ACCOUNT}/namespace`, 'kube-system');
    return write(`${root}/${SERVICE_ACCOUNT}/token`, 'of the pod');
  };
  /** The server and the credentials of a request. */
  async function asked(path: string | undefined, environment: Record<string, string> = {}) {
    const config = loadKubeConfig(path, { ...process.env, ...environment });
    const options: RequestOptions = { headers: {} };
    await config.applyToHTTPSOptions(options);
    const { Authorization } = options.headers as Record<string, string>;
    return { server: config.getCurrentCluster()?.server, ca: options.ca?.toString(), Authorization };
  }
  const POD = { server: 'https://10.0.0.1:443', ca: 'the CA', Authorization: 'Bearer of the pod' };

  it('finds the service account below the container’s own folder, with or without a trailing backslash', async () => {
    serviceAccount('sandbox');
    for (const end of ['', '/', '\\', '\\\\']) {
      assert.deepEqual(await asked(undefined, { CONTAINER_SANDBOX_MOUNT_POINT: join(folder, 'sandbox') + end }), POD, JSON.stringify(end));
    }
  });

  it('prefers the service account to a kubeconfig of the machine, which a HostProcess container sees', async () => {
    serviceAccount('sandbox');
    write('.kube/config', KUBECONFIG);
    process.env.KUBECONFIG = join(folder, '.kube/config');
    assert.deepEqual(await asked(undefined, { CONTAINER_SANDBOX_MOUNT_POINT: join(folder, 'sandbox') }), POD);
  });

  it('prefers a given kubeconfig to everything else', async () => {
    serviceAccount('sandbox');
    const path = write('elsewhere.yaml', KUBECONFIG);
    const { server, Authorization } = await asked(path, { CONTAINER_SANDBOX_MOUNT_POINT: join(folder, 'sandbox') });
    assert.deepEqual([server, Authorization], ['https://given.example:6443', 'Bearer given']);
    await assert.rejects(asked(join(folder, 'none.yaml')), /ENOENT/);
  });

  it('uses the kubeconfig of kubectl outside a pod and in a pod without a token', async () => {
    write('.kube/config', KUBECONFIG);
    assert.equal((await asked(undefined, { CONTAINER_SANDBOX_MOUNT_POINT: folder })).server, 'https://given.example:6443');
    serviceAccount('sandbox');
    const outside = { KUBERNETES_SERVICE_HOST: '', CONTAINER_SANDBOX_MOUNT_POINT: join(folder, 'sandbox') };
    assert.equal((await asked(undefined, outside)).server, 'https://given.example:6443');
  });

  it('fails with one sentence without a kubeconfig, instead of a server that the library invents', () => {
    const outside = { ...process.env, KUBERNETES_SERVICE_HOST: '' };
    const expected = /^Error: no kubeconfig found: pass --kubeconfig, set KUBECONFIG, or run this in a pod with a service account$/;
    assert.throws(() => loadKubeConfig(undefined, outside), expected);
    // A pod without a token.
    assert.throws(() => loadKubeConfig(undefined, { ...process.env, CONTAINER_SANDBOX_MOUNT_POINT: folder }), expected);
  });

  it('fails with one sentence if the kubeconfig names no cluster', () => {
    const path = write('empty.yaml', KUBECONFIG.replace('current-context: x', ''));
    assert.throws(() => loadKubeConfig(path, process.env), { message: `${path}: no current context with a cluster` });
  });

  for (const argv of [['agent', '--node-name', 'win1', '--transport', 'simulator'], ['status', '--all'], ['open'], ['close', '--all']]) {
    it(`without a kubeconfig "${argv.join(' ')}" exits with 1 and one sentence`, async () => {
      delete process.env.KUBERNETES_SERVICE_HOST;
      const { status, out, err } = await hnsPolicy(argv);
      assert.deepEqual([status, out], [1, '']);
      assert.match(err, /^error: no kubeconfig found: .*\n$/);
    });
  }
});
