import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fabric, packet } from '../../../src/simulator/hns/fabric.ts';
import { SimulatedHns } from '../../../src/simulator/hns/hns.ts';
import type { KubeObject } from '../../../src/simulator/kube/object.ts';
import { KubeServer } from '../../../src/simulator/kube/server.ts';
import type { HnsRequest } from './hns-channel.ts';

const NODE = 'win1';
const NODE_ADDRESS = '10.224.0.4';
const SERVER = '10.224.0.72';
const CLIENT = '10.224.9.5';
/** As in the DaemonSet, but small. */
const LIMITS = ['--max-semi-space-size=8', '--max-old-space-size=64'];

describe('agent: an agent that reaches the limit of its heap', () => {
  let folder: string;
  let kube: KubeServer;
  let hns: SimulatedHns;
  let endpoint: string;
  let children: ChildProcess[];

  beforeEach(async () => {
    children = [];
    folder = mkdtempSync(join(tmpdir(), 'heap-limit-'));
    hns = new SimulatedHns({ name: NODE });
    const network = hns.addNetwork({ name: 'azure' });
    endpoint = hns.addEndpoint({ network, ips: [SERVER], namespace: hns.addNamespace() });
    kube = await KubeServer.start();
    kube.store.seed([
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'demo' } },
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'hostile' } },
      pod('server', NODE, SERVER),
      pod('client', 'linux1', CLIENT),
      policy('demo', 'allow', [{ from: [{ ipBlock: { cidr: `${CLIENT}/32` } }], ports: [{ port: 80 }] }]),
    ]);
    writeFileSync(join(folder, 'kubeconfig'), kube.kubeconfig());
  });
  afterEach(async () => {
    for (const child of children) child.kill('SIGKILL');
    await kube.close();
    rmSync(folder, { recursive: true });
  });

  function pod(name: string, nodeName: string, ip: string): KubeObject {
    const spec = { nodeName, containers: [{ name: 'main', image: 'example/main' }] };
    const status = { phase: 'Running', podIP: ip, podIPs: [{ ip }] };
    return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'demo' }, spec, status } as KubeObject;
  }
  function policy(namespace: string, name: string, ingress: object[]): KubeObject {
    const spec = { podSelector: {}, policyTypes: ['Ingress'], ingress };
    return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace }, spec } as KubeObject;
  }
  /** More policies than fit into the heap, in another namespace. */
  const attack = () =>
    Array.from({ length: 200 }, (_, i) => {
      const from = Array.from({ length: 2_000 }, (_, j) => ({ ipBlock: { cidr: `${i + 1}.${j >> 8}.${j & 255}.0/24` } }));
      return policy('hostile', `p${i}`, [{ from }]);
    });

  interface End {
    readonly code: number | null;
    readonly signal: string | null;
    readonly err: string;
  }

  /** @returns `settled` when the ACLs are in force, else how the process ended. */
  async function run(): Promise<{ readonly settled: Promise<'settled' | End>; readonly ended: Promise<End> }> {
    const script = new URL('agent-process.ts', import.meta.url).pathname;
    const child = fork(script, [join(folder, 'kubeconfig'), NODE, NODE_ADDRESS], {
      execArgv: LIMITS,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    children.push(child);
    let err = '';
    child.stderr!.setEncoding('utf8').on('data', chunk => {
      err += chunk;
    });
    const transport = hns.transport();
    const settled = new Promise<'settled'>(resolve => {
      child.on('message', (message: HnsRequest | 'settled') => {
        if (message === 'settled') return resolve('settled');
        const { number, name, id, document } = message;
        const answer = (rest: object) => child.connected && child.send({ number, ...rest });
        void transport.call(name, id, document).then(
          result => answer({ result }),
          error => answer({ error: String(error) }),
        );
      });
    });
    const ended = new Promise<End>(resolve => child.once('close', (code, signal) => resolve({ code, signal, err })));
    return { settled: Promise.race([settled, ended]), ended };
  }

  const held = () => JSON.stringify(hns.policiesOf(endpoint));
  const allows = (port: number) => new Fabric([hns]).connect(packet(CLIENT, SERVER, port)).allowed;
  function assertEnforced(acls: string): void {
    assert.equal(held(), acls);
    assert.deepEqual([allows(80), allows(81)], [true, false]);
  }
  function assertOutOfMemory({ code, signal, err }: End): void {
    assert.ok(signal === 'SIGABRT' || (code !== 0 && code !== null), `${code} ${signal}`);
    assert.match(err, /heap out of memory/);
  }

  it('ends, and is restarted: no pod is opened by that, and its ACLs do not change', async () => {
    const first = await run();
    assert.equal(await first.settled, 'settled');
    const acls = held();
    assertEnforced(acls);
    hns.forgetCalls();

    kube.store.seed(attack());
    assertOutOfMemory(await first.ended);
    assertEnforced(acls);

    // The objects are still there, so it ends again before it has listed them.
    const second = await run();
    const end = await second.settled;
    assert.notEqual(end, 'settled');
    assertOutOfMemory(end as End);
    assertEnforced(acls);

    for (const { metadata } of kube.store.list('networkpolicies', 'hostile'))
      kube.store.remove('networkpolicies', `hostile/${metadata.name}`);
    const third = await run();
    assert.equal(await third.settled, 'settled');
    assertEnforced(acls);
    assert.deepEqual(hns.writes, []);
    assert.deepEqual(hns.mistakes, []);
  }).timeout(180_000);
});
