/** A cluster with three Windows nodes, and its administrator's tools: kubectl, the overlay, the images of three versions. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Status } from '../../src/agent/status/status-schema.ts';
import { isOurs } from '../../src/hns/document/owner.ts';
import type { EndpointPolicy } from '../../src/hns/document/schema.ts';
import { SimulatedCriServer } from '../../src/simulator/cri/server.ts';
import { type EmbeddedCluster, startEmbeddedCluster } from '../../src/simulator/embedded-cluster.ts';
import { packet } from '../../src/simulator/hns/fabric.ts';
import type { SimulatedHns } from '../../src/simulator/hns/hns.ts';
import { WriteWatch } from '../../src/simulator/hns/write-watch.ts';
import { EXTENSIONS } from '../kube-server/start.ts';
import { ROOT } from '../native/part.ts';
import { type SimulatorServer, serveSimulator } from '../native/simulator-server.ts';
import { Kubectl } from '../simulator/kube/kubectl.ts';
import { Container, type PodSpec } from './container.ts';
import { layOut, type Version } from './image.ts';

export const NODES = [
  { name: 'win1', os: 'windows', addresses: ['10.224.0.10'], podAddresses: '10.224.1.10-10.224.1.40' },
  { name: 'win2', os: 'windows', addresses: ['10.224.0.11'], podAddresses: '10.224.2.10-10.224.2.40' },
  { name: 'win3', os: 'windows', addresses: ['10.224.0.12'], podAddresses: '10.224.3.10-10.224.3.40' },
  { name: 'linux1', os: 'linux', addresses: ['10.224.0.4'], podAddresses: '10.224.4.10-10.224.4.40' },
] as const;
export type WindowsNode = 'win1' | 'win2' | 'win3';
export const WINDOWS: readonly WindowsNode[] = ['win1', 'win2', 'win3'];

const NAMESPACE = 'kube-system';
const OUTSIDE = '203.0.113.9';
const PORTS = [80, 81, 9182];
/** An agent starts .NET in its process, which may take long on a slow machine. */
const DEADLINE = 60_000;

export class Life {
  readonly cluster: EmbeddedCluster;
  readonly kubectl: Kubectl;
  readonly #sockets: ReadonlyMap<string, SimulatorServer>;
  readonly #runtimes: ReadonlyMap<string, SimulatedCriServer>;
  readonly #folder = mkdtempSync(join(tmpdir(), 'life-'));
  readonly #images = new Map<string, string>();
  readonly #agents = new Map<WindowsNode, Container>();
  readonly #watch: WriteWatch;
  readonly #watched = new Set<string>();

  static async begin(): Promise<Life> {
    const cluster = await startEmbeddedCluster({ nodes: NODES, extensions: EXTENSIONS });
    const sockets = new Map<string, SimulatorServer>();
    for (const [name, hns] of cluster.hns) sockets.set(name, await serveSimulator(hns));
    const runtimes = new Map<string, SimulatedCriServer>();
    for (const [name, containerd] of cluster.containerd) runtimes.set(name, await SimulatedCriServer.start(containerd));
    return new Life(cluster, sockets, runtimes, await Kubectl.create(cluster.server.kubeconfig()));
  }

  private constructor(
    cluster: EmbeddedCluster,
    sockets: ReadonlyMap<string, SimulatorServer>,
    runtimes: ReadonlyMap<string, SimulatedCriServer>,
    kubectl: Kubectl,
  ) {
    this.cluster = cluster;
    this.kubectl = kubectl;
    this.#sockets = sockets;
    this.#runtimes = runtimes;
    this.#watch = new WriteWatch(cluster.fabric);
    this.#watch.begin();
  }

  async end(): Promise<void> {
    for (const agent of this.#agents.values()) await agent.stop();
    for (const socket of this.#sockets.values()) await socket.close();
    for (const runtime of this.#runtimes.values()) await runtime.close();
    await this.cluster.close();
    await this.kubectl.remove();
    rmSync(this.#folder, { recursive: true });
    assert.deepEqual(
      this.#watch.end().filter(({ writer }) => writer === 'caller'),
      [],
    );
    for (const hns of this.cluster.hns.values()) assert.deepEqual(hns.mistakes, []);
  }

  /** Standard output of a kubectl command that must succeed. @param input for standard input. */
  run(command: string, input?: string): Promise<string> {
    return this.kubectl.succeeds(command, input);
  }

  kustomization(folder: string): string {
    return join(ROOT, 'deploy', folder);
  }

  /**
   * @param key `namespace/name`. @param app The value of its only label. @param hookSeconds Time that its `postStart` hook sleeps. The API server has
   * no address before.
   */
  async runPod(key: string, nodeName: string, app: string, hookSeconds = 0): Promise<void> {
    const [namespace, name] = key.split('/');
    const image = `example.com/${app}`;
    const hook = { postStart: { exec: { command: ['sleep', `${hookSeconds}`] } } };
    const containers = [{ name, image, ...(hookSeconds > 0 && { lifecycle: hook }) }];
    const overrides = JSON.stringify({ apiVersion: 'v1', spec: { nodeName, containers } });
    await this.run(`run ${name} -n ${namespace} --image ${image} -l app=${app} --overrides=${overrides}`);
  }

  /** The API server has the address of the pod. */
  isReported(pod: string): boolean {
    return this.#pod(pod).status.podIP !== undefined;
  }

  async build(version: Version): Promise<void> {
    const folder = join(this.#folder, 'images', version.version);
    await layOut(folder, version);
    this.#images.set(version.version, folder);
  }

  /** Starts the DaemonSet's container on one node like its controller, with the image of the version. */
  async startAgent(node: WindowsNode, version: string): Promise<Container> {
    const [daemonSet] = this.cluster.server.store.list('daemonsets', NAMESPACE);
    const { addresses } = NODES.find(({ name }) => name === node)!;
    // All nodes share one machine. Its port can be used once, and its interfaces do not have the nodes' addresses.
    const env = {
      HNS_POLICY_METRICS_ADDRESS: '127.0.0.1:0',
      HNS_POLICY_NODE_ADDRESSES: addresses.join(),
      HNS_POLICY_RESYNC_SECONDS: '1',
      HNS_POLICY_CRI_ENDPOINT: this.#runtimes.get(node)!.endpoint,
    };
    const agent = await this.#start(node, version, daemonSet!.spec.template.spec, env);
    this.#agents.set(node, agent);
    return agent;
  }

  async stopAgent(node: WindowsNode): Promise<void> {
    assert.equal(await this.agent(node).stop(), 0, this.agent(node).err);
    this.#agents.delete(node);
  }

  /** Ends the agent as on Windows, where no handler of a signal runs (docs/reference/windows-nodes.md §6). */
  async killAgent(node: WindowsNode): Promise<void> {
    await this.agent(node).kill();
    this.#agents.delete(node);
  }

  /** Updates one node at a time, and waits until it is ready, according to the update strategy. */
  async rollOut(version: string, nodes: readonly WindowsNode[] = WINDOWS): Promise<void> {
    for (const node of nodes) {
      if (this.#agents.has(node)) await this.killAgent(node);
      await this.startAgent(node, version);
      await this.ready(node);
    }
  }

  /** Runs a Job's container on one node like its controller. Resolves when the program has ended. */
  async runJob(node: WindowsNode, version: string, name: string): Promise<Container> {
    const job = this.cluster.server.store.get('jobs', `${NAMESPACE}/${name}`);
    assert.ok(job, `no Job ${name}`);
    const container = await this.#start(node, version, job.spec.template.spec, {});
    await container.ended;
    return container;
  }

  /** Runs a command in the node's agent like `kubectl exec`. */
  hnsPolicy(node: WindowsNode, args: readonly string[]): Promise<{ readonly code: number; readonly out: string }> {
    return new Promise(resolve => {
      execFile(process.execPath, [join(this.#folder, node, 'dist/cli/main.js'), ...args], (error, out, err) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, out: out + err }),
      );
    });
  }

  agent(node: WindowsNode): Container {
    const agent = this.#agents.get(node);
    assert.ok(agent, `no agent runs on ${node}`);
    return agent;
  }

  hns(node: WindowsNode): SimulatedHns {
    return this.cluster.hns.get(node)!;
  }

  /** GUID of the node's pod network. */
  network(node: WindowsNode): string {
    return this.hns(node).endpoints()[0]!.network;
  }

  /** @param pod `namespace/name` of a pod on a Windows node. */
  policiesOf(pod: string): readonly EndpointPolicy[] {
    const { nodeName } = this.#pod(pod).spec;
    return this.hns(nodeName).policiesOf(this.cluster.server.kubelet.endpointOf(pod)!) as EndpointPolicy[];
  }

  ours(pod: string): string[] {
    return this.policiesOf(pod)
      .filter(isOurs)
      .map(({ Settings }) => (Settings as { Id: string }).Id);
  }

  foreign(pod: string): EndpointPolicy[] {
    return this.policiesOf(pod).filter(policy => !isOurs(policy));
  }

  allows(from: string, to: string, port: number): boolean {
    return this.cluster.fabric.connect(packet(this.#address(from), this.#address(to), port)).allowed;
  }

  /** Starts to watch all flows between these pods, the nodes and the outside at every write. */
  watch(pods: readonly string[]): void {
    for (const pod of pods) {
      const address = this.#address(pod);
      const others = [...this.#watched, ...NODES.flatMap(node => node.addresses), OUTSIDE];
      for (const other of others) {
        this.#watch.watch(PORTS.flatMap(port => [packet(address, other, port), packet(other, address, port)]));
      }
      this.#watched.add(address);
    }
  }

  /**
   * Waits until a condition holds. Asserts that no write on the way opened or interrupted a flow.
   * @param condition An exception means that it does not hold yet.
   */
  async reach(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
    for (const end = Date.now() + DEADLINE; !(await holds(condition)); await sleep(20)) {
      assert.ok(Date.now() < end, `never: ${what}\n${this.#logs()}`);
    }
    this.settle();
  }

  /** Takes the current state as the state before the next change, so that writes of others are not counted as the agents' faults. */
  settle(): void {
    assert.deepEqual(
      this.#watch.settle().filter(({ writer }) => writer === 'caller'),
      [],
    );
  }

  /** Calls the readiness endpoint like the kubelet. */
  ready(node: WindowsNode): Promise<void> {
    return this.reach(`${node} is ready`, async () => (await this.get(node, '/readyz')).ok);
  }

  /** Waits until a read of HNS after the last write has found all endpoints of the node in sync. */
  settled(node: WindowsNode): Promise<void> {
    return this.reach(`${node} is settled`, async () => {
      const { state, pods } = (await (await this.get(node, '/status')).json()) as Status;
      return (
        state === 'healthy' &&
        pods.every(pod => pod.result === 'unchanged' && pod.acls.actual === this.ours(`${pod.namespace}/${pod.pod}`).length)
      );
    });
  }

  /** Value of a metric of a node's agent. Labels are written as in `name{label="value"}`. Undefined without such a line. */
  async metric(node: WindowsNode, name: string): Promise<number | undefined> {
    const text = await (await this.get(node, '/metrics')).text();
    const line = text.split('\n').find(candidate => candidate.startsWith(`hns_policy_${name} `));
    return line === undefined ? undefined : Number(line.split(' ').at(-1));
  }

  /** `127.0.0.1:port` of the agent's metrics, for `hns-policy status --address`. */
  addressOf(node: WindowsNode): string {
    const started = this.agent(node).log.find(({ message }) => message === 'agent started');
    return `127.0.0.1:${started?.port}`;
  }

  async #start(node: WindowsNode, version: string, spec: PodSpec, env: Readonly<Record<string, string>>): Promise<Container> {
    const image = this.#images.get(version);
    assert.ok(image, `no image of ${version}`);
    return Container.start({
      server: this.cluster.server,
      node,
      socket: this.#sockets.get(node)!.path,
      image,
      sandbox: join(this.#folder, node),
      spec,
      namespace: NAMESPACE,
      env,
    });
  }

  get(node: WindowsNode, path: string): Promise<Response> {
    return fetch(`http://${this.addressOf(node)}${path}`);
  }

  #pod(key: string) {
    const pod = this.cluster.server.store.get('pods', key);
    assert.ok(pod, `no pod ${key}`);
    return pod;
  }

  /** The address of a pod, from its endpoint before the API server has it. An address is returned unchanged. */
  #address(end: string): string {
    if (!end.includes('/')) return end;
    const { status, spec } = this.#pod(end);
    return status.podIP ?? this.hns(spec.nodeName).endpoint(this.cluster.server.kubelet.endpointOf(end)!)!.ips[0];
  }

  #logs(): string {
    return [...this.#agents].map(([node, { out, err }]) => `${node}:\n${out.split('\n').slice(-15).join('\n')}${err}`).join('\n');
  }
}

async function holds(condition: () => boolean | Promise<boolean>): Promise<boolean> {
  try {
    return await condition();
  } catch {
    return false;
  }
}
