/** The agent as a process whose standard output cannot be written. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { KubeServer } from '../../src/simulator/kube/server.ts';
import { eventually } from '../kube/watch/eventually.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const NODE = 'win1';

describe('cli: hns-policy agent goes on', function () {
  this.timeout(120_000);
  let folder: string;
  let kube: KubeServer;
  let agent: ChildProcess | undefined;
  let port: number;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hns-policy-output-'));
    kube = await KubeServer.start({ nodes: [{ name: NODE, os: 'windows', addresses: ['10.0.0.4'], podAddresses: '10.0.1.2' }] });
    writeFileSync(join(folder, 'kubeconfig'), kube.kubeconfig());
    kube.store.seed([
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'demo' } },
      {
        ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'server', namespace: 'demo' } },
        spec: { nodeName: NODE, containers: [{ name: 'main', image: 'example/main' }] },
      },
    ]);
    port = await freePort();
  });
  afterEach(async () => {
    agent?.kill('SIGKILL');
    await kube.close();
    rmSync(folder, { recursive: true });
  });

  function start(stdout: number | 'pipe'): ChildProcess {
    const settings = {
      nodeName: NODE,
      kubeconfig: join(folder, 'kubeconfig'),
      transport: 'simulator',
      metricsAddress: `127.0.0.1:${port}`,
      criEndpoint: '',
      logFormat: 'json',
      rejectionLinesPerMinute: 60_000,
      maxPendingLogBytes: 65_536,
    };
    writeFileSync(join(folder, 'agent.yaml'), JSON.stringify(settings));
    agent = spawn(process.execPath, [MAIN, 'agent', '--config', join(folder, 'agent.yaml')], { stdio: ['ignore', stdout, 'inherit'] });
    return agent;
  }

  const metric = async (name: string): Promise<number> => {
    const response = await fetch(`http://127.0.0.1:${port}/metrics`).catch(() => undefined);
    const line = (await response?.text())?.split('\n').find(line => line.startsWith(`hns_policy_${name} `));
    return Number(line?.split(' ')[1]);
  };

  /** Rejected policies, each of which is logged. */
  function seedPolicies(count: number): void {
    const spec = { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ ports: [{ port: 'http' }] }] };
    const names = Array.from({ length: count }, (_, index) => `p${index}`);
    kube.store.seed(
      names.map(name => ({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace: 'demo' }, spec })),
    );
  }

  async function follows(reason: 'failed' | 'full', policies: number): Promise<void> {
    await eventually(async () => (await metric('in_sync')) === 1, 'it is in sync', 30_000);
    seedPolicies(policies);
    await eventually(async () => (await metric('policies')) === policies, 'it follows the cluster', 30_000);
    await eventually(async () => (await metric(`log_lines_dropped_total{reason="${reason}"}`)) > 0, 'it counts dropped lines', 30_000);
    const status = await (await fetch(`http://127.0.0.1:${port}/status`)).json();
    assert.ok((status as { dropped: { logLines: number } }).dropped.logLines > 0);
  }

  async function stops(): Promise<void> {
    const exit = once(agent!, 'exit');
    agent!.kill('SIGTERM');
    assert.deepEqual(await exit, [0, null]);
  }

  it('on a full disk', async () => {
    const full = openSync('/dev/full', 'w');
    start(full);
    closeSync(full);
    await follows('failed', 3);
    await stops();
  });

  it('when the reader of its log has gone', async () => {
    start('pipe').stdout!.destroy();
    await follows('failed', 3);
    await stops();
  });

  it('when the reader of its log stalls, with a bounded backlog, and it still stops', async () => {
    start('pipe').stdout!.pause();
    await follows('full', 2_000);
    await stops();
  });

  it('and writes its last lines before it exits', async () => {
    let output = '';
    start('pipe').stdout!.on('data', chunk => {
      output += chunk;
    });
    await eventually(async () => (await metric('in_sync')) === 1, 'it is in sync', 30_000);
    const end = once(agent!.stdout!, 'end');
    await stops();
    await end;
    assert.match(output.trimEnd().split('\n').at(-1)!, /"message":"agent stopped: existing ACLs stay in force"/);
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
