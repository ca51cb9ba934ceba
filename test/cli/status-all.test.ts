import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Status } from '../../src/agent/status/status-schema.ts';
import type { KubeServer } from '../../src/simulator/kube/server.ts';
import { account, binding, role } from '../kube-server/access/objects.ts';
import { type ExecAnswer, type ExecCall, exec } from '../kube-server/exec/exec.ts';
import { EXTENSIONS, startKubeServer } from '../kube-server/start.ts';
import { hnsPolicy } from './command-line.ts';

const NOW = '2026-01-01T00:10:00.000Z';
const HEALTHY: Status = {
  ...{ version: '0.1.0', node: 'win1', transport: 'edge', time: NOW, startedAt: '2026-01-01T00:00:00.000Z' },
  kubeProxy: { dsr: 'unknown', evidence: '' },
  ...{ state: 'healthy', stateSince: '2026-01-01T00:05:00.000Z', ready: true, dryRun: false, otherEngines: [], pendingUpdates: 0 },
  ...{
    lastInSync: '2026-01-01T00:09:50.000Z',
    hns: { hungCalls: 0, switches: { state: 'unknown', missing: [], values: {} } },
    watches: [],
    pods: [],
    gaps: [],
    findings: [],
  },
};
const ADMIN = 'system:serviceaccount:kube-system:admin';

describe('cli/status --all', () => {
  let server: KubeServer;
  let folder: string;
  let calls: ExecCall[];
  /** By node. */
  let answers: Record<string, () => Promise<ExecAnswer>>;
  let atOnce: number;
  let most: number;

  const node = (name: string, os = 'windows') => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/os': os } },
  });
  const agent = (name: string, nodeName: string, status: object = { phase: 'Running' }, component = 'agent') => ({
    ...{ apiVersion: 'v1', kind: 'Pod' },
    metadata: {
      name,
      namespace: 'kube-system',
      labels: { 'app.kubernetes.io/name': 'hns-policy-agent', 'app.kubernetes.io/component': component },
    },
    ...{ spec: { nodeName, containers: [{ name: 'agent', image: 'example/agent' }] }, status },
  });
  const ok =
    (status: Partial<Status> = {}) =>
    async () => ({ stdout: JSON.stringify({ ...HEALTHY, ...status }), exitCode: 0 });
  const hangs = () => new Promise<ExecAnswer>(() => {});

  beforeEach(async () => {
    calls = [];
    answers = {};
    atOnce = 0;
    most = 0;
    folder = mkdtempSync(join(tmpdir(), 'status-all-'));
    const run = async (call: ExecCall) => {
      calls.push(call);
      most = Math.max(most, ++atOnce);
      try {
        // So that all that may run at the same time do.
        await new Promise(resolve => setTimeout(resolve, 20));
        return await (answers[call.node] ?? ok({ node: call.node }))();
      } finally {
        atOnce--;
      }
    };
    server = await startKubeServer({ extensions: [...EXTENSIONS, exec(run)] });
    server.store.seed([node('linux1', 'linux')]);
    use(server.kubeconfig());
  });
  afterEach(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });

  const file = () => join(folder, 'config');
  const use = (kubeconfig: string) => writeFileSync(file(), kubeconfig);
  const all = (...argv: string[]) => hnsPolicy(['status', '--all', '--kubeconfig', file(), ...argv]);
  const rowOf = (out: string, name: string) =>
    out
      .split('\n')
      .find(line => line.startsWith(`${name} `))
      ?.trim()
      .split(/\s{2,}/);

  it('prints one row for each Windows node, and exits with 0 if all are healthy', async () => {
    server.store.seed([
      node('win2'),
      node('win1'),
      agent('a', 'win1'),
      agent('b', 'win2'),
      agent('cleanup', 'win1', {}, 'cleanup'),
      agent('c', 'linux1'),
    ]);
    const { status, out, err } = await all();
    assert.deepEqual([status, err], [0, '']);
    assert.deepEqual(
      out.split('\n').map(line => line.trim().split(/\s{2,}/)),
      [
        ['NODE', 'STATE', 'FOR', 'PODS', 'OUT OF SYNC', 'REJECTED', 'LAST IN SYNC', 'VERSION'],
        ['win1', 'healthy', '5m', '0', '0', '0', '10s ago', '0.1.0'],
        ['win2', 'healthy', '5m', '0', '0', '0', '10s ago', '0.1.0'],
        [''],
        ['2 Windows nodes: 2 healthy'],
        [''],
      ],
    );
  });

  it('runs hns-policy status in the agent of each node', async () => {
    server.store.seed([node('win1'), agent('a', 'win1')]);
    await all();
    const command = ['cmd', '/c', 'hns-policy', 'status', '-o', 'json'];
    assert.deepEqual(calls, [{ node: 'win1', namespace: 'kube-system', pod: 'a', container: 'agent', command }]);
  });

  it('a node without an agent is a row, and the status is 2', async () => {
    server.store.seed([node('win1'), node('win2'), agent('b', 'win2')]);
    const { status, out } = await all();
    assert.equal(status, 2);
    assert.deepEqual(rowOf(out, 'win1')?.slice(0, 2), ['win1', 'no-agent']);
    assert.match(out, /no pod of the agent is on this node/);
    assert.match(out, /2 Windows nodes: 1 no-agent, 1 healthy/);
  });

  it('an agent that does not run is a row with its state, and is not asked', async () => {
    const waiting = { phase: 'Pending', containerStatuses: [{ name: 'agent', state: { waiting: { reason: 'ImagePullBackOff' } } }] };
    server.store.seed([node('win1'), agent('a', 'win1', waiting)]);
    const { status, out } = await all();
    assert.equal(status, 2);
    assert.deepEqual(rowOf(out, 'win1')?.slice(0, 2), ['win1', 'not-running']);
    assert.match(out, /the agent's pod a is ImagePullBackOff/);
    assert.deepEqual(calls, []);
  });

  it('asks the running one of two pods on a node', async () => {
    server.store.seed([node('win1'), agent('a', 'win1', { phase: 'Failed' }), agent('b', 'win1')]);
    assert.equal((await all()).status, 0);
    assert.deepEqual(
      calls.map(({ pod }) => pod),
      ['b'],
    );
  });

  it('an agent that does not answer in time is a row, and the others are printed', async () => {
    answers.win1 = hangs;
    server.store.seed([node('win1'), node('win2'), agent('a', 'win1'), agent('b', 'win2')]);
    const { status, out } = await all('--timeout', '300ms');
    assert.equal(status, 2);
    assert.deepEqual(rowOf(out, 'win1')?.slice(0, 2), ['win1', 'timeout']);
    assert.match(out, /no answer within 0\.3 s/);
    assert.equal(rowOf(out, 'win2')?.[1], 'healthy');
  });

  it('an agent that fails is a row with its error', async () => {
    answers.win1 = async () => ({ stderr: 'error: no agent responds on 127.0.0.1:9464\n', exitCode: 1 });
    answers.win2 = async () => ({ stdout: '{"state":"healthy"}', exitCode: 0 });
    answers.win3 = () => Promise.reject(new Error('gone'));
    server.store.seed(['win1', 'win2', 'win3'].flatMap(name => [node(name), agent(`agent-${name}`, name)]));
    const { status, out } = await all();
    assert.equal(status, 2);
    for (const name of ['win1', 'win2', 'win3']) assert.equal(rowOf(out, name)?.[1], 'no-answer');
    assert.match(out, /error: no agent responds on 127\.0\.0\.1:9464/);
    assert.match(out, /agent-win2 printed no status of this version \(exit status 0\)/);
    assert.match(out, /the connection ended before the command did/);
  });

  it('an agent that is not healthy is a row with its state, and the status is 2', async () => {
    answers.win1 = ok({ state: 'degraded' });
    server.store.seed([node('win1'), agent('a', 'win1')]);
    const { status, out } = await all();
    assert.equal(status, 2);
    assert.deepEqual(rowOf(out, 'win1')?.slice(0, 3), ['win1', 'degraded', '5m']);
  });

  it('prints no control character of an answer', async () => {
    answers.win1 = async () => ({ stderr: 'a\u001b[2Jb\u0007\r\nc\u009b', exitCode: 1 });
    answers.win2 = ok({ version: '1\u001b[31m' });
    server.store.seed(['win1', 'win2'].flatMap(name => [node(name), agent(`agent-${name}`, name)]));
    const { out } = await all();
    assert.doesNotMatch(out, /[^\P{C}\n]/u);
    assert.match(out, /1\\u001b\[31m\n/);
  });

  it('prints everything with -o json', async () => {
    server.store.seed([node('win1'), node('win2'), agent('a', 'win1')]);
    const { status, out } = await all('-o', 'json');
    assert.equal(status, 2);
    assert.deepEqual(JSON.parse(out), {
      nodes: [
        { node: 'win1', pod: 'a', status: HEALTHY },
        { node: 'win2', problem: { reason: 'no-agent', message: 'no pod of the agent is on this node' } },
      ],
    });
  });

  it('asks at most as many nodes at the same time as --parallel allows', async () => {
    const names = Array.from({ length: 9 }, (_, i) => `win${i}`);
    server.store.seed(names.flatMap(name => [node(name), agent(`agent-${name}`, name)]));
    assert.equal((await all('--parallel', '3')).status, 0);
    assert.deepEqual([calls.length, most], [9, 3]);
  });

  it('uses the permissions of the caller: without pods/exec every node is a row with the answer of the API server', async () => {
    server.store.seed([
      ...[node('win1'), agent('a', 'win1'), account('admin', 'kube-system')],
      role('admin', [{ apiGroups: [''], resources: ['nodes', 'pods'], verbs: ['list'] }]),
      binding('admin', 'ClusterRole admin', ['ServiceAccount admin kube-system']),
    ]);
    use(server.kubeconfig(ADMIN));
    const { status, out } = await all();
    assert.equal(status, 2);
    assert.match(out, /403 pods "a" is forbidden: User "system:serviceaccount:kube-system:admin" cannot get resource "pods\/exec"/);
    assert.deepEqual(calls, []);
  });

  it('fails with one sentence if the nodes cannot be listed', async () => {
    server.store.seed([account('admin', 'kube-system')]);
    use(server.kubeconfig(ADMIN));
    const { status, out, err } = await all();
    assert.deepEqual([status, out], [1, '']);
    assert.match(err, /^error: the nodes and agents cannot be listed: 403 .*\n$/);
  });

  it('prints one sentence for a cluster without Windows nodes', async () => {
    assert.deepEqual(await all(), { status: 0, out: 'the cluster has no Windows node\n', err: '' });
  });

  it('looks for the agents in the given namespace', async () => {
    server.store.seed([node('win1'), agent('a', 'win1')]);
    assert.equal(rowOf((await all('-n', 'other')).out, 'win1')?.[1], 'no-agent');
  });

  it('rejects --address', async () => {
    const { status, err } = await all('--address', '127.0.0.1:9464');
    assert.equal(status, 1);
    assert.match(err, /^error: option '--address <address:port>' cannot be used with option '--all'/);
  });
});
