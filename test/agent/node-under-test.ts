/**
 * A Windows node: the simulated HNS and the agent's enforcement on it, without an API server. Every write is watched. A test fails at `settle` or at
 * its end if the agent opened or interrupted a flow, or left a new pod open for too long.
 */
import assert from 'node:assert/strict';
import sinon from 'sinon';
import { TaintRemoval, type TaintRemovalOptions } from '../../src/agent/enforcement/taint-removal.ts';
import { Enforcer, type EnforcerConfig } from '../../src/agent/enforcer.ts';
import { guarded } from '../../src/agent/guarded-transport.ts';
import type { LogLevel } from '../../src/agent/log.ts';
import { createTelemetry, type Telemetry } from '../../src/agent/metrics/telemetry.ts';
import type { Kind, Objects } from '../../src/core/model.ts';
import { HnsClient } from '../../src/hns/client.ts';
import { ID_PREFIX } from '../../src/hns/document/owner.ts';
import type { Transport } from '../../src/hns/transport/transport.ts';
import type { ObjectEvent } from '../../src/kube/events/events.ts';
import { Fabric, packet } from '../../src/simulator/hns/fabric.ts';
import type { Fault } from '../../src/simulator/hns/faults.ts';
import { SimulatedHns } from '../../src/simulator/hns/hns.ts';
import type { HnsVersion, Limits } from '../../src/simulator/hns/node-state.ts';
import type { Policy } from '../../src/simulator/hns/records.ts';
import type { Switches } from '../../src/simulator/hns/switches.ts';
import { WriteWatch } from '../../src/simulator/hns/write-watch.ts';
import { DesiredVerdicts } from './desired-verdicts.ts';
import { FOREIGN } from './foreign.ts';
import { NodePods } from './node-pods.ts';
import { NODE, NODE_ADDRESS, pod } from './objects.ts';
import { recordingLog } from './recording-log.ts';

type Told = Objects['pod' | 'policy' | 'namespace'];

const CONFIG: EnforcerConfig = {
  nodeName: NODE,
  onUnsupported: 'reject-item',
  translate: [],
  takeover: ['azure-npm'],
  cniDefaultDeny: 'keep',
  dryRun: false,
  resyncSeconds: 30,
  maxAcls: 1000,
  maxPolicyMatches: 500_000,
  allowEgressToNode: false,
  podEventSeconds: 120,
  maxIssues: 50,
  rejectionLinesPerMinute: 60,
  maxOpenSeconds: 14_400,
};
const HNS_TIMEOUT_MS = 30_000;
const OUTSIDE = '203.0.113.9';

const SHORT_DELAY_MS = 10;
const TAINT_BACKOFF = { baseMs: 1_000, capMs: 60_000, random: () => 0.999 };

export interface NodeUnderTestOptions {
  /**
   * Default true: new pods start in the order of a kubelet, and their endpoints must be protected in time. False: the agent uses no container
   * runtime, and the API has the address of a pod at once.
   */
  readonly cri?: boolean;
  /** Version of containerd. It sends events from 2.0 on. */
  readonly containerd?: string;
  /** Of HNS. */
  readonly seed?: number;
  readonly limits?: Partial<Limits>;
  readonly version?: HnsVersion;
}

export class NodeUnderTest {
  readonly clock = sinon.useFakeTimers();
  readonly hns: SimulatedHns;
  readonly network: string;
  readonly #recording = recordingLog();
  readonly log = this.#recording.lines;
  /** Events, as if each were recorded at once. */
  readonly recorded: ObjectEvent[] = [];
  hostAddresses: readonly string[] = [NODE_ADDRESS];
  /** From the next restart on. */
  windowsBuild: number | undefined;
  /** The node's startup taint. From the next restart on. */
  taint: TaintRemovalOptions['taint'] | undefined;
  telemetry: Telemetry = createTelemetry();
  enforcer: Enforcer;
  /** Set where foreign ACLs open a new pod: then the test itself asserts what is enforced. */
  hasForeignAllow = false;
  #config: EnforcerConfig;
  /** Absent if `cri` is false. */
  readonly pods: NodePods | undefined;
  readonly #desired: DesiredVerdicts;
  readonly #watch: WriteWatch;
  readonly #flows: 'all' | 'one-sided';
  readonly #local = new Set<string>();
  readonly #addresses = new Set([NODE_ADDRESS, OUTSIDE]);

  /**
   * @param flows `one-sided`: flows between two endpoints of this node are not checked. If a change moves a block from ingress of one endpoint
   *   to egress of the other, the two Updates cannot take effect at once, as between two nodes.
   */
  constructor(
    switches: Partial<Switches> = {},
    config: Partial<EnforcerConfig> = {},
    flows: 'all' | 'one-sided' = 'all',
    { cri = true, containerd, seed = 1, limits = {}, version }: NodeUnderTestOptions = {},
  ) {
    this.#flows = flows;
    this.hns = new SimulatedHns({ name: NODE, switches, seed, limits, ...(version && { version }) });
    this.network = this.hns.addNetwork({ name: 'azure' });
    this.#config = { ...CONFIG, ...config };
    this.#watch = new WriteWatch(new Fabric([this.hns]));
    this.#desired = new DesiredVerdicts({ ...this.#config, node: NODE, hostAddresses: () => this.hostAddresses });
    this.pods = cri ? this.#newPods(containerd) : undefined;
    this.enforcer = this.#newEnforcer();
    this.#watch.begin();
  }

  /** Restarts the agent's process, with another configuration if one is given. HNS keeps its state. The cluster must be set again. */
  async restart(config: Partial<EnforcerConfig> = {}, transport = this.hns.transport()): Promise<void> {
    await this.enforcer.stop(0);
    this.#config = { ...this.#config, ...config };
    if (config.onUnsupported ?? config.translate) this.#desired.configure(this.#config);
    this.telemetry = createTelemetry();
    this.enforcer = this.#newEnforcer(transport);
  }

  /** Sets the result of the initial lists: namespaces and these objects. */
  sync(...objects: readonly Told[]): void {
    const namespace = { name: 'demo', labels: { 'kubernetes.io/metadata.name': 'demo' } };
    this.#desired.set('namespace', namespace);
    this.enforcer.state.set('namespace', namespace);
    this.set(...objects);
    this.enforcer.start();
  }

  set(...objects: readonly Told[]): void {
    for (const object of objects) {
      const kind: Kind = 'podSelector' in object ? 'policy' : 'addresses' in object ? 'pod' : 'namespace';
      if ('addresses' in object) this.#follow(object.addresses, object.node === NODE);
      this.#desired.set(kind, object);
      if (this.pods && 'addresses' in object) this.pods.set(object);
      else this.enforcer.state.set(kind, object);
    }
  }

  delete(kind: Kind, key: string): void {
    this.#desired.delete(kind, key);
    if (kind === 'pod') this.pods?.delete(key);
    this.enforcer.state.delete(kind, key);
  }

  /** CNI ADD: an endpoint with the CNI plugin's policies. Also the sandbox of the pod that has the address, unless `cri` is false. @returns The endpoint's id. */
  endpoint(address: string | readonly string[], policies = FOREIGN, network = this.network): string {
    const ips = typeof address === 'string' ? [address] : address;
    const id = this.hns.addEndpoint({ network, ips, policies, ...(this.pods && { namespace: this.pods.namespaceFor(ips) }) });
    this.pods?.endpointAdded();
    return id;
  }

  /** Creates a pod of this node and its endpoint. @returns The endpoint's id. */
  run(name: string, address: string, labels: Readonly<Record<string, string>> = {}): string {
    this.set(pod(name, address, labels));
    return this.endpoint(address);
  }

  /** Resolves when all changes are in force and all new pods have started. The watch takes the state then as the state before. */
  async settle(): Promise<void> {
    for (let ms = 0; this.pods?.isStarting; ms += 50) {
      assert.ok(ms < 5_000, 'a pod does not start within 5 s');
      await this.clock.tickAsync(50);
    }
    let isSettled = false;
    void this.enforcer.settled().then(() => {
      isSettled = true;
    });
    for (let ms = 0; !isSettled; ms += 50) {
      assert.ok(ms < 5_000, `not settled within 5 s: ${JSON.stringify(this.enforcer.status())}`);
      await this.clock.tickAsync(50);
    }
    this.assertWatch();
  }

  /** All changes before count as one change for the watch, which ends with this time. */
  async pass(seconds: number): Promise<void> {
    await this.clock.tickAsync(seconds * 1000);
    this.assertWatch();
  }

  /** The agent's writes opened and interrupted no flow on the way, and none came too late. Writes of others do not count. */
  assertWatch(): void {
    assert.deepEqual(
      this.#watch.settle().filter(fault => fault.writer === 'caller'),
      [],
    );
    assert.deepEqual(this.hns.mistakes, []);
  }

  allows(from: string, to: string, port: number, protocol: 'TCP' | 'UDP' = 'TCP'): boolean {
    return new Fabric([this.hns]).connect(packet(from, to, port, protocol)).allowed;
  }

  /** Ids of the agent's ACLs on an endpoint. */
  ours(endpoint: string): string[] {
    return this.hns.policiesOf(endpoint).flatMap(({ Settings }) => {
      const id = (Settings as { Id?: string } | undefined)?.Id;
      return id?.startsWith(ID_PREFIX) ? [id] : [];
    });
  }

  /** All the rest. */
  foreign(endpoint: string): readonly Policy[] {
    return this.hns.policiesOf(endpoint).filter(({ Settings }) => !(Settings as { Id?: string } | undefined)?.Id?.startsWith(ID_PREFIX));
  }

  /** HNS calls since the last `forgetCalls`, without the list of endpoints that the agent reads every second. */
  get work(): string[] {
    return this.hns.calls.filter(({ name }) => name !== 'HcnEnumerateEndpoints').map(({ name, id }) => `${name} ${id}`);
  }

  /** Endpoints written since the last `forgetCalls`, one entry per call. */
  get writes(): string[] {
    return this.hns.writes.map(call => call.id);
  }

  lines(level: LogLevel): string[] {
    return this.log.filter(line => line.level === level).map(line => line.message);
  }

  async metric(name: string, labels: Readonly<Record<string, string>> = {}): Promise<number | undefined> {
    const found = (await this.telemetry.registry.getMetricsAsJSON()).find(metric => metric.name === `hns_policy_${name}`);
    return found?.values.find(value => Object.entries(labels).every(([key, text]) => value.labels[key] === text))?.value;
  }

  async end(): Promise<void> {
    try {
      this.hns.faults.clear();
      await this.enforcer.stop(0);
      this.assertWatch();
    } finally {
      this.clock.restore();
    }
  }

  #newPods(containerd: string | undefined): NodePods {
    return new NodePods({
      ...(containerd !== undefined && { containerd }),
      node: NODE,
      hns: this.hns,
      watch: this.#watch,
      desired: this.#desired,
      deliver: object => this.enforcer.state.set('pod', object),
      isStarted: () => this.enforcer.status().state !== 'syncing',
      canProtect: () => this.#canProtect,
    });
  }

  /** With a planted fault, a test asserts itself when an endpoint must be protected. A slow HNS is no excuse. */
  get #canProtect(): boolean {
    const { isRunning, faults } = this.hns;
    const state = this.enforcer.status().state;
    return (
      !this.hasForeignAllow &&
      isRunning &&
      this.pods?.isRuntimeSound === true &&
      faults.planted.every(isShortDelay) &&
      !this.#config.dryRun &&
      state !== 'waiting' &&
      state !== 'stopped'
    );
  }

  #newEnforcer(way: Transport = this.hns.transport()): Enforcer {
    const transport = guarded(way, HNS_TIMEOUT_MS, this.telemetry);
    return new Enforcer({
      config: this.#config,
      client: new HnsClient(transport),
      hostAddresses: () => this.hostAddresses,
      windowsBuild: this.windowsBuild,
      ...(this.taint && {
        taintRemoval: new TaintRemoval({ node: NODE, taint: this.taint, log: this.#recording.log, backoff: TAINT_BACKOFF }),
      }),
      events: { put: event => this.recorded.push(event), resolve: event => this.recorded.push(event), drop: () => {} },
      log: this.#recording.log,
      telemetry: this.telemetry,
      random: () => 0.999,
      ...(this.pods && { cri: { endpoint: 'unix:///containerd.sock', connect: this.pods.connect } }),
    });
  }

  /** Checks every flow between these and all earlier addresses, on ports that the tests use and on one other. */
  #follow(addresses: readonly string[], isLocal: boolean): void {
    for (const address of addresses.filter(text => !this.#addresses.has(text))) {
      const family = [...this.#addresses].filter(other => other.includes(':') === address.includes(':'));
      const others = family.filter(other => !isLocal || this.#flows === 'all' || !this.#local.has(other));
      this.#addresses.add(address);
      if (isLocal) this.#local.add(address);
      const pairs = others.flatMap(other => [[address, other] as const, [other, address] as const]);
      const flows = [...pairs, [address, address] as const].flatMap(([from, to]) =>
        [80, 81, 4711].flatMap(port => (['TCP', 'UDP'] as const).map(protocol => packet(from, to, port, protocol))),
      );
      this.#watch.watch(flows);
    }
  }
}

function isShortDelay({ delay, hang, fail, swallow, run }: Fault): boolean {
  return typeof delay === 'number' && delay <= SHORT_DELAY_MS && !hang && fail === undefined && !swallow && !run;
}
