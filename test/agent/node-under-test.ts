/**
 * A Windows node: the simulated HNS, and the agent's enforcement on it, fed directly. Every write is watched: a test that has not planted an
 * opening or an interruption fails at `settle` or at its end when one is seen.
 */
import assert from 'node:assert/strict';
import sinon from 'sinon';
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
import { SimulatedHns } from '../../src/simulator/hns/hns.ts';
import type { Policy } from '../../src/simulator/hns/records.ts';
import type { Switches } from '../../src/simulator/hns/switches.ts';
import { WriteWatch } from '../../src/simulator/hns/write-watch.ts';
import { FOREIGN } from './foreign.ts';
import { NODE, NODE_ADDRESS, pod } from './objects.ts';
import { recordingLog } from './recording-log.ts';

type Told = Objects['pod' | 'policy' | 'namespace'];

const CONFIG: EnforcerConfig = {
  nodeName: NODE,
  onUnsupported: 'reject-item',
  takeover: ['azure-npm'],
  cniDefaultDeny: 'keep',
  dryRun: false,
  resyncSeconds: 30,
  maxAcls: 1000,
  allowEgressToNode: false,
  podEventSeconds: 120,
};
const HNS_TIMEOUT_MS = 30_000;
const OUTSIDE = '203.0.113.9';

export class NodeUnderTest {
  readonly clock = sinon.useFakeTimers();
  readonly hns: SimulatedHns;
  readonly network: string;
  readonly #recording = recordingLog();
  readonly log = this.#recording.lines;
  /** As if each were recorded at once. */
  readonly recorded: ObjectEvent[] = [];
  hostAddresses: readonly string[] = [NODE_ADDRESS];
  telemetry: Telemetry = createTelemetry();
  enforcer: Enforcer;
  #config: EnforcerConfig;
  readonly #watch: WriteWatch;
  readonly #flows: 'all' | 'one-sided';
  readonly #local = new Set<string>();
  readonly #addresses = new Set([NODE_ADDRESS, OUTSIDE]);

  /**
   * @param flows `one-sided`: flows between two endpoints of this node are not watched. No order of one Update each can keep those: where a
   *   policy of both turns from ingress to egress, the one that goes first opens what the other does not close yet, as between two nodes.
   */
  constructor(switches: Partial<Switches> = {}, config: Partial<EnforcerConfig> = {}, flows: 'all' | 'one-sided' = 'all') {
    this.#flows = flows;
    this.hns = new SimulatedHns({ name: NODE, switches });
    this.network = this.hns.addNetwork({ name: 'azure' });
    this.#config = { ...CONFIG, ...config };
    this.enforcer = this.#newEnforcer();
    this.#watch = new WriteWatch(new Fabric([this.hns]));
    this.#watch.begin();
  }

  /** The agent's process is started anew, with another configuration if one is given; what HNS holds stays. The cluster must be told again. */
  async restart(config: Partial<EnforcerConfig> = {}, transport = this.hns.transport()): Promise<void> {
    await this.enforcer.stop(0);
    this.#config = { ...this.#config, ...config };
    this.telemetry = createTelemetry();
    this.enforcer = this.#newEnforcer(transport);
  }

  /** The watches have listed: namespaces, and these objects. */
  sync(...objects: readonly Told[]): void {
    this.enforcer.state.set('namespace', { name: 'demo', labels: { 'kubernetes.io/metadata.name': 'demo' } });
    this.set(...objects);
    this.enforcer.start();
  }

  set(...objects: readonly Told[]): void {
    for (const object of objects) {
      const kind: Kind = 'podSelector' in object ? 'policy' : 'addresses' in object ? 'pod' : 'namespace';
      this.enforcer.state.set(kind, object);
      if ('addresses' in object) this.#follow(object.addresses, object.node === NODE);
    }
  }

  delete(kind: Kind, key: string): void {
    this.enforcer.state.delete(kind, key);
  }

  /** What a kubelet does: the endpoint, with what the CNI puts on it. @returns Its id. */
  endpoint(address: string | readonly string[], policies = FOREIGN, network = this.network): string {
    return this.hns.addEndpoint({ network, ips: typeof address === 'string' ? [address] : address, policies });
  }

  /** A pod of this node and its endpoint. @returns The endpoint's id. */
  run(name: string, address: string, labels: Readonly<Record<string, string>> = {}): string {
    this.set(pod(name, address, labels));
    return this.endpoint(address);
  }

  /** Lets everything heard so far come into force; the state before of what follows is the state now. */
  async settle(): Promise<void> {
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

  /** Whatever was changed before is one change for the watch, and ends with this time. */
  async pass(seconds: number): Promise<void> {
    await this.clock.tickAsync(seconds * 1000);
    this.assertWatch();
  }

  /** What the agent wrote neither opened nor interrupted anything on the way. What others wrote is not its fault. */
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

  /** HNS calls since the last `forgetCalls`, without the look at what HNS lists that the agent takes every second. */
  get work(): string[] {
    return this.hns.calls.filter(({ name }) => name !== 'HcnEnumerateEndpoints').map(({ name, id }) => `${name} ${id}`);
  }

  /** Endpoints that HNS was asked to change since the last `forgetCalls`, one entry a call. */
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

  #newEnforcer(way: Transport = this.hns.transport()): Enforcer {
    const transport = guarded(way, HNS_TIMEOUT_MS, this.telemetry);
    return new Enforcer({
      config: this.#config,
      client: new HnsClient(transport),
      hostAddresses: () => this.hostAddresses,
      events: { put: event => this.recorded.push(event), over: event => this.recorded.push(event), drop: () => {} },
      log: this.#recording.log,
      telemetry: this.telemetry,
      random: () => 0.999,
    });
  }

  /** Watches every flow between these addresses and all known so far, on ports that the tests use and on one they do not. */
  #follow(addresses: readonly string[], isLocal: boolean): void {
    for (const address of addresses.filter(text => !this.#addresses.has(text))) {
      const others = [...this.#addresses].filter(other => !isLocal || this.#flows === 'all' || !this.#local.has(other));
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
