import assert from 'node:assert/strict';
import { Agent } from '../../../src/agent/agent.ts';
import { readConfig } from '../../../src/agent/config-sources.ts';
import type { Kind } from '../../../src/core/model.ts';
import type { KindHealth } from '../../../src/kube/watch/cluster-watch.ts';
import { inProcessCri } from '../../../src/simulator/cri/in-process-client.ts';
import { packet } from '../../../src/simulator/hns/fabric.ts';
import { WriteWatch } from '../../../src/simulator/hns/write-watch.ts';
import type { Extension } from '../../../src/simulator/kube/extension.ts';
import type { KubeObject } from '../../../src/simulator/kube/object.ts';
import { eventually } from '../../kube/watch/eventually.ts';
import { CLIENT, ClockedCluster, NODE, NODE_ADDRESS, WEB } from './clocked-cluster.ts';
import { WatchLog } from './watch-log.ts';

/** An agent on the Windows node of a cluster. A test fails if one of its writes opened or interrupted a flow. */
export class AgentOnCluster extends ClockedCluster {
  agent!: Agent;
  readonly log = new WatchLog();
  #writes: WriteWatch | undefined;

  /** Without an agent at first. */
  static async create(extensions: readonly Extension[] = []): Promise<AgentOnCluster> {
    const created = new AgentOnCluster();
    await created.begin(extensions);
    return created;
  }

  /** Starts the agent. Resolves when all watches are open and all endpoints in sync. @param kubeConfig Default: with a token for an hour. */
  async start(kubeConfig = this.kubeConfig()): Promise<void> {
    this.launch(kubeConfig);
    await this.resume();
    await this.settle();
  }

  /** Starts the agent and waits for nothing. */
  launch(kubeConfig = this.kubeConfig()): void {
    const hns = this.embedded.hns.get(NODE)!;
    this.#writes = new WriteWatch(
      this.embedded.fabric,
      [80, 81].flatMap(port => [packet(CLIENT, WEB, port), packet(NODE_ADDRESS, WEB, port), packet(WEB, CLIENT, port)]),
    );
    this.#writes.begin();
    this.agent = new Agent({
      config: readConfig({ flags: { nodeName: NODE, transport: 'simulator', nodeAddresses: NODE_ADDRESS } }),
      kubeConfig,
      transport: hns.transport(),
      enforces: true,
      cri: () => inProcessCri(this.embedded.containerd.get(NODE)!),
      log: this.log.log,
      // Gives the shortest waits: 0.4 s after the first failure.
      random: () => 0,
    });
    void this.agent.start();
  }

  get watches(): readonly KindHealth[] {
    return this.agent.status().watches;
  }

  watch(kind: Kind): KindHealth {
    return this.watches.find(health => health.kind === kind)!;
  }

  /** Resolves when all watches have noticed that their connections broke. The back-off has then begun. */
  async disconnected(): Promise<void> {
    await eventually(() => this.watches.every(({ connected }) => !connected), 'the end of all watches');
    await this.waiting();
  }

  /** Resolves when each kind has an open watch or waits for its next attempt. */
  async waiting(): Promise<void> {
    await eventually(() => this.watches.every(({ kind, connected }) => connected || this.log.waitOf(kind) > 0), 'an answer to each kind');
  }

  /** Lets the waits pass until all watches are open. @returns Milliseconds on the clock. */
  async resume(): Promise<number> {
    const begun = Date.now();
    for (;;) {
      await this.waiting();
      const waiting = this.watches.filter(({ connected }) => !connected);
      if (waiting.length === 0) return Date.now() - begun;
      await this.clock.tickAsync(Math.min(...waiting.map(({ kind }) => this.log.waitOf(kind))));
    }
  }

  /** Makes a change that the watch of the kind receives, and brings it into force. */
  async change(kind: Kind, write: () => void): Promise<void> {
    await this.clock.tickAsync(1);
    write();
    await this.received(kind);
    await this.settle();
  }

  /** Resolves when the watch has received an event or a bookmark since this time. */
  async received(kind: Kind, since = Date.now()): Promise<void> {
    await eventually(() => (this.watch(kind).lastEvent ?? 0) >= since, `an event of the watch of ${kind}`);
  }

  /** Lets a minute pass, at whose end each watch has received its bookmark. The server must have newer versions than the watches. */
  async passMinute(): Promise<void> {
    const begun = Date.now();
    await this.pass(60);
    for (const { kind } of this.watches) await this.received(kind, begun + 1);
  }

  /** Resolves when all endpoints are in sync. No write opened or interrupted a flow on the way. */
  async settle(): Promise<void> {
    let isSettled = false;
    void this.agent.settled().then(() => {
      isSettled = true;
    });
    for (let ms = 0; !isSettled; ms += 50) {
      assert.ok(ms < 5_000, 'not in sync within 5 s');
      await this.clock.tickAsync(50);
    }
    assert.deepEqual(this.#writes!.settle(), []);
  }

  override async end(): Promise<void> {
    try {
      this.server.faults.clear();
      if (!this.agent) return;
      await this.agent.stop(0);
      assert.deepEqual(this.#writes!.end(), []);
      assert.deepEqual(this.embedded.hns.get(NODE)!.mistakes, []);
    } finally {
      await super.end();
    }
  }
}

/** A policy that closes the pods of an app for ingress. */
export function closed(name: string, app = 'web'): KubeObject {
  const spec = { podSelector: { matchLabels: { app } }, policyTypes: ['Ingress'] };
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace: 'demo' }, spec };
}
