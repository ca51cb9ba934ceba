import assert from 'node:assert/strict';
import { KubeConfig } from '@kubernetes/client-node';
import { ExecTimeoutError, PodExec } from '../../../src/kube/exec/exec.ts';
import { ApiError } from '../../../src/kube/watch/api-error.ts';
import type { KubeServer } from '../../../src/simulator/kube/server.ts';
import { needs } from '../../needs.ts';
import { Kubectl } from '../../simulator/kube/kubectl.ts';
import { namespace } from '../../simulator/kube/objects.ts';
import { account, binding, role } from '../access/objects.ts';
import { EXTENSIONS, startKubeServer } from '../start.ts';
import { type ExecAnswer, type ExecCall, exec } from './exec.ts';

const BOB = 'system:serviceaccount:demo:bob';
const TARGET = { namespace: 'demo', pod: 'web', container: 'main', command: ['cmd', '/c', 'echo', 'a b'] };
const LIMITS = { timeoutMs: 60_000, maxBytes: 100_000 };

describe('kube/exec, with pods/exec of the embedded API server', () => {
  let server: KubeServer;
  let calls: ExecCall[];
  let answer: Promise<ExecAnswer>;

  beforeEach(async () => {
    calls = [];
    answer = Promise.resolve({ stdout: 'out', stderr: 'err', exitCode: 0 });
    const run = (call: ExecCall) => {
      calls.push(call);
      return answer;
    };
    server = await startKubeServer({ extensions: [...EXTENSIONS, exec(run)] });
    const spec = { nodeName: 'win1', containers: [{ name: 'main', image: 'example/main' }] };
    server.store.seed([
      namespace('demo'),
      account('bob', 'demo'),
      { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', namespace: 'demo' }, spec },
    ]);
  });
  afterEach(() => server.close());

  function run(target: Partial<typeof TARGET> = {}, limits = LIMITS, user?: string) {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromString(server.kubeconfig(user));
    return new PodExec(kubeConfig).run({ ...TARGET, ...target }, limits);
  }
  const grant = (...verbs: string[]) =>
    server.store.seed([
      role('bob', [{ apiGroups: [''], resources: ['pods/exec'], verbs }]),
      binding('bob', 'ClusterRole bob', ['ServiceAccount bob demo']),
    ]);

  it('returns the output and exit status of a command', async () => {
    assert.deepEqual(await run(), { stdout: 'out', stderr: 'err', exitCode: 0 });
    assert.deepEqual(calls, [{ node: 'win1', ...TARGET }]);
    answer = Promise.resolve({ stdout: 'é'.repeat(40_000), exitCode: 2 });
    assert.deepEqual(await run(), { stdout: 'é'.repeat(40_000), stderr: '', exitCode: 2 });
  });

  it('ends with an error after the timeout', async () => {
    answer = new Promise(() => {});
    await assert.rejects(run({}, { ...LIMITS, timeoutMs: 200 }), ExecTimeoutError);
  });

  it('ends with an error if the connection ends before the command', async () => {
    answer = Promise.reject(new Error('the node went away'));
    answer.catch(() => {});
    await assert.rejects(run(), /the connection ended before the command did/);
  });

  it('ends with an error if the output is larger than the limit', async () => {
    answer = Promise.resolve({ stdout: 'a'.repeat(100_001), exitCode: 0 });
    await assert.rejects(run(), /more than 100000 bytes/);
  });

  it('ends with the answer of the API server for a missing pod and a missing container', async () => {
    await assert.rejects(run({ pod: 'none' }), (error: unknown) => error instanceof ApiError && error.status === 404);
    await assert.rejects(run({ container: 'none' }), (error: unknown) => error instanceof ApiError && error.status === 400);
  });

  it('needs the permissions get and create on pods/exec', async () => {
    for (const verbs of [['get'], ['create']]) {
      grant(...verbs);
      await assert.rejects(run({}, LIMITS, BOB), (error: unknown) => error instanceof ApiError && error.status === 403, verbs.join());
    }
    grant('get', 'create');
    assert.equal((await run({}, LIMITS, BOB)).stdout, 'out');
  });

  it('serves kubectl exec', async function () {
    needs(this, 'kubectl');
    const kubectl = await Kubectl.create(server.kubeconfig());
    try {
      assert.equal(await kubectl.succeeds('exec -n demo web -- cmd /c status'), 'out');
      answer = Promise.resolve({ stdout: 'out', exitCode: 2 });
      const { code, out } = await kubectl.run(['exec', '-n', 'demo', 'web', '--', 'cmd']);
      assert.deepEqual([code, out], [2, 'out']);
    } finally {
      await kubectl.remove();
    }
  });

  it('the server rejects other upgrades', async () => {
    await assert.rejects(fetch(`${server.url}/api/v1/pods`, { headers: { connection: 'upgrade', upgrade: 'websocket' } }));
  });
});
