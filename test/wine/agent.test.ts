/** The agent of the image as a process, from the first policy to the last. Each test goes on from the one before. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { nodeAddresses } from '../../src/agent/enforcement/node-addresses.ts';
import { STATE_ENTRIES } from '../../src/agent/report/state-entries.ts';
import type { Status } from '../../src/agent/status/status-schema.ts';
import { performThroughApi } from '../../src/cli/demo/api-actions.ts';
import { DEMO_POLICY, NODES, STEPS, WINDOWS_NODE } from '../../src/cli/demo/walkthrough.ts';
import { isOurs } from '../../src/hns/document/owner.ts';
import type { EndpointPolicy } from '../../src/hns/document/schema.ts';
import { ApiConnection } from '../../src/kube/watch/connection.ts';
import { CNI_POLICIES } from '../../src/simulator/azure-cni.ts';
import { type EmbeddedCluster, startEmbeddedCluster } from '../../src/simulator/embedded-cluster.ts';
import { packet } from '../../src/simulator/hns/fabric.ts';
import type { SimulatedHns } from '../../src/simulator/hns/hns.ts';
import { ROOT } from '../native/part.ts';
import { type SimulatorServer, serveSimulator, TCP } from '../native/simulator-server.ts';
import { AgentContainer, type AgentContainerOptions } from './agent-container.ts';
import { ContainerRuntime } from './container-runtime.ts';
import { needsWine } from './needs-wine.ts';
import { NodeImage } from './node-image.ts';
import { windowsBinaries } from './windows-parts.ts';

const SERVER = 'demo/server';
const SETTINGS = { metricsAddress: '127.0.0.1:0', hnsTimeoutSeconds: 2, resyncSeconds: 1 };
const CLOSED = { ...DEMO_POLICY, spec: { podSelector: { matchLabels: { app: 'server' } }, policyTypes: ['Ingress'] } };
/** The kubelet reports no address before the hook has ended. */
const UNREPORTED = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'unreported', namespace: 'demo', labels: { app: 'server' } },
  spec: {
    nodeName: WINDOWS_NODE,
    containers: [{ name: 'server', image: 'example.com/server', lifecycle: { postStart: { exec: { command: ['sleep', '3600'] } } } }],
  },
};

describe('the image under Wine: the agent', function () {
  this.timeout(0);
  this.bail(true);
  let cluster: EmbeddedCluster;
  let hns: SimulatedHns;
  let server: SimulatorServer;
  let api: ApiConnection;
  let image: NodeImage;
  let agent: AgentContainer;
  let control: string;
  let runtime: ContainerRuntime;

  before(async function () {
    needsWine(this);
    cluster = await startEmbeddedCluster({ nodes: NODES });
    hns = cluster.hns.get(WINDOWS_NODE)!;
    server = await serveSimulator(hns, TCP);
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromString(cluster.server.kubeconfig());
    api = new ApiConnection(kubeConfig);
    control = mkdtempSync(join(tmpdir(), 'control-'));
    image = await NodeImage.start(server.path, [
      [control, 'control'],
      [join(await windowsBinaries(), 'eventcreate.exe'), 'windows/system32/eventcreate.exe'],
      [join(ROOT, 'test/wine/pipe.mjs'), 'pipe.mjs'],
    ]);
    runtime = await ContainerRuntime.start(image, cluster.containerd.get(WINDOWS_NODE)!);
  });
  after(async () => {
    hns?.faults.clear();
    await image?.close();
    await runtime?.close();
    if (control) rmSync(control, { recursive: true });
    api?.close();
    await server?.close();
    await cluster?.close();
    assert.deepEqual(hns?.mistakes ?? [], []);
  });

  const start = (options: Partial<AgentContainerOptions> = {}) =>
    AgentContainer.start({ image, server: cluster.server, node: WINDOWS_NODE, settings: SETTINGS, ...options });
  const perform = async (step: number) => {
    for (const action of STEPS[step]!.actions) await performThroughApi(api, action);
  };
  const addressOf = (pod: string) => cluster.server.store.get('pods', pod)!.status.podIP as string;
  const allows = (from: string, port: number) => cluster.fabric.connect(packet(addressOf(from), addressOf(SERVER), port)).allowed;
  const policies = () => hns.policiesOf(cluster.server.kubelet.endpointOf(SERVER)!) as readonly EndpointPolicy[];
  const updates = () => {
    const { length } = hns.writes;
    hns.forgetCalls();
    return length;
  };
  /** Until the connections of a step of the walkthrough work as it says. */
  const inForce = (step: number) => {
    const { title, connects } = STEPS[step]!;
    return agent.reach(title, () => connects.every(({ from, port, allowed }) => allows(from, port) === allowed));
  };
  const eventEntries = () => {
    const file = join(control, 'events.txt');
    return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
  };
  const entryIds = () => eventEntries().map(entry => Number(/\/ID\t(\d+)/.exec(entry)?.[1]));
  const status = async () => (await (await agent.get('/status')).json()) as Status;

  it('starts with the service account and the ConfigMap below its mount point, and writes nothing without a policy', async () => {
    await perform(0);
    agent = start();
    await agent.ready();
    assert.equal(agent.logged('agent started')?.node, WINDOWS_NODE);
    assert.deepEqual(agent.logged('node addresses')?.addresses, nodeAddresses());
    assert.equal(updates(), 0);
    assert.deepEqual(policies(), CNI_POLICIES);
  });

  it('is healthy on the build that Wine reports', async () => {
    await agent.reach('healthy', async () => (await status()).state === 'healthy');
    assert.equal((await status()).unsupported, undefined);
  });

  it('a policy comes: one Update, and the addresses of the machine stay allowed', async () => {
    await perform(1);
    await inForce(1);
    assert.equal(updates(), 1);
    assert.deepEqual(
      policies().filter(policy => !isOurs(policy)),
      CNI_POLICIES,
    );
    const remote = policies().flatMap(({ Settings }) =>
      String((Settings as { RemoteAddresses?: string }).RemoteAddresses ?? '').split(','),
    );
    const own = nodeAddresses().filter(address => !address.includes(':'));
    assert.deepEqual(
      own.filter(address => !remote.includes(address) && !remote.includes(`${address}/32`)),
      [],
    );
  });

  it('a label changes, then the policy', async () => {
    await perform(2);
    await inForce(2);
    assert.equal(updates(), 1);
    await performThroughApi(api, { verb: 'apply', manifest: CLOSED });
    await agent.reach('the server is closed', () => !allows('demo/client', 80));
    assert.equal(updates(), 1);
    await performThroughApi(api, { verb: 'apply', manifest: DEMO_POLICY });
    await inForce(2);
  });

  it('status reports what is enforced', async () => {
    await agent.reach('healthy', async () => (await status()).state === 'healthy');
    const { code, out, err } = await image.hnsPolicy(['status', '--address', agent.address, '-o', 'json']);
    assert.equal(code, 0, err);
    const { node, transport, pods } = JSON.parse(out) as Status;
    assert.deepEqual({ node, transport }, { node: WINDOWS_NODE, transport: 'edge' });
    assert.deepEqual(
      pods.map(({ namespace, pod, policies: names }) => ({ namespace, pod, names })),
      [{ namespace: 'demo', pod: 'server', names: ['demo/demo-policy'] }],
    );
  });

  it('a new pod is isolated before the kubelet reports its address, because its sandbox is read over the named pipe', async () => {
    await agent.reach('the runtime is connected', async () => (await status()).containerRuntime?.state === 'connected');
    const path = '/api/v1/namespaces/demo/pods';
    await api.json({ method: 'POST', path, body: UNREPORTED, patience: () => 10_000 });
    await agent.reach('the pod has ACLs', () => {
      const endpoint = hns.endpoints().find(({ name }) => name.startsWith('demo-unreported'))!;
      return (hns.policiesOf(endpoint.id) as readonly EndpointPolicy[]).some(isOurs);
    });
    assert.equal(cluster.server.store.get('pods', 'demo/unreported')!.status.podIP, undefined);
    await api.json({ method: 'DELETE', path: `${path}/unreported`, patience: () => 10_000 });
    await agent.reach('it is gone', async () => (await status()).pods.length === 1);
  });

  it('HNS hangs at a change: the agent stays alive, reports it, and makes the change when HNS answers again', async () => {
    hns.faults.plant({ on: 'HcnModifyEndpoint', hang: true });
    await performThroughApi(api, { verb: 'apply', manifest: CLOSED });
    await agent.reach('the failure is reported', () => agent.logged('endpoint not updated')?.code === 'timeout');
    assert.equal((await agent.get('/healthz')).status, 200);
    assert.equal((await image.hnsPolicy(['status', '--address', agent.address])).code, 2);
    // A state that ends before its entry is written has none.
    await agent.reach('the state has its entry', () => entryIds().includes(STATE_ENTRIES.degraded.id));
    hns.faults.clear();
    hns.faults.release();
    await agent.reach('the server is closed', () => !allows('demo/client', 80));
    await performThroughApi(api, { verb: 'apply', manifest: DEMO_POLICY });
    await inForce(2);
  });

  it('is killed and started again: it writes nothing', async () => {
    await agent.reach('healthy', async () => (await status()).state === 'healthy');
    const before = policies();
    await agent.kill();
    updates();
    agent = start({ stopFile: 'C:\\control\\stop' });
    await agent.ready();
    assert.equal(updates(), 0);
    assert.deepEqual(policies(), before);
  });

  it('the policies go: the endpoint has only the ACLs of the CNI plugin', async () => {
    await perform(3);
    await inForce(3);
    const rejected = agent.log.find(({ message }) => message === 'policy rejected');
    assert.equal(rejected?.policy, 'demo/second-policy');
    await perform(4);
    await inForce(4);
    await agent.reach('no ACL of the agent', () => !policies().some(isOurs));
    assert.deepEqual(policies(), CNI_POLICIES);
  });

  it('every line of its output is one JSON object with time and level, and standard error is empty', () => {
    for (const { timestamp, level } of agent.log)
      assert.deepEqual([Number.isNaN(Date.parse(String(timestamp))), typeof level], [false, 'string']);
    assert.equal(agent.err, '');
  });

  it('CTRL+C ends it with status 0, and it writes nothing', async () => {
    updates();
    writeFileSync(join(control, 'stop'), '');
    assert.equal(await agent.ended, 0);
    assert.match(agent.log.at(-1)!.message, /^agent stopped/);
    assert.equal(updates(), 0);
  });

  it('each state of the agent has an entry, written by the eventcreate.exe of the system folder', () => {
    const entries = eventEntries();
    const lines = Object.values(STATE_ENTRIES).map(({ id, level, text }) =>
      ['/L', 'APPLICATION', '/SO', 'hns-policy-agent', '/T', level.toUpperCase(), '/ID', `${id}`, '/D', text].join('\t'),
    );
    assert.deepEqual(
      entries.filter(entry => !lines.includes(entry)),
      [],
    );
    const ids = entryIds();
    const { syncing, healthy, degraded, stopped } = STATE_ENTRIES;
    for (const { id } of [syncing, healthy, degraded]) assert.ok(ids.includes(id), `${id} is not among ${ids}`);
    assert.equal(ids.at(-1), stopped.id);
  });

  it('a wrong setting is one error and the exit status 1', async () => {
    agent = start({ settings: { ...SETTINGS, maxAcl: 1 } });
    assert.equal(await agent.ended, 1);
    assert.match(agent.err, /^error: C:\\hpc\\etc\\hns-policy-agent\\agent\.yaml:4: maxAcl: unknown key/);
  });
});
