/**
 * `npm run bench -- --adversarial [SHARE]` attacks one agent from ten hostile namespaces in a cluster of 20,000 pods, and measures the time until a
 * pod of another namespace is isolated. SHARE scales the attack and the cluster: 0.1 is a tenth. It prints figures and targets, and asserts none.
 *
 * Each namespace has a policy of each kind in hostile.ts. The first part begins with a quiet agent. While it measures, the policies are stored one after
 * the other, and one of them and one pod change ten times a second. In the second part everything is stored before the agent starts, and the changes go on.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import { isOurs } from '../../src/hns/document/owner.ts';
import type { EndpointPolicy } from '../../src/hns/document/schema.ts';
import { SimulatedHns } from '../../src/simulator/hns/hns.ts';
import { AgentProcess } from './agent-process.ts';
import type { Order } from './api-server.ts';
import { KINDS } from './hostile.ts';
import { HOSTILE, LOCAL_ADDRESSES, LOCAL_NODE } from './scene.ts';

const PODS = 20_000;
const BYTES = 1.5 * 2 ** 20;
const ENTRIES = 10_000;
const MATCHES = 500_000;
const ROUNDS = 10;
const GIVE_UP_MS = 120_000;
const PAUSE_MS = 2_000;

export async function adversarial(share: number): Promise<void> {
  const scaled = [PODS, BYTES, ENTRIES, MATCHES].map(number => String(Math.round(number * share)));
  const flags = { maxPolicyEntries: scaled[2]!, maxPolicyMatches: scaled[3]! };
  const policies = HOSTILE.length * KINDS.length;
  console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}`);
  console.log(
    `${scaled[0]} pods, ${policies} hostile policies in ${HOSTILE.length} namespaces, the largest of ${(Number(scaled[1]) / 1024).toFixed(0)} KiB`,
  );
  const server = fork(new URL('./api-server.ts', import.meta.url), scaled);
  const [{ kubeconfig }] = (await once(server, 'message')) as [{ kubeconfig: string }];
  try {
    const node = new Node();
    const agent = new AgentProcess(kubeconfig, node.hns.transport(), flags);
    await agent.synced.promise;
    await sleep(PAUSE_MS);
    await print('without an attack', agent, await isolations(server, node), 0);
    await order(server, 'store');
    await order(server, 'flood');
    await print('while the flood lasts', agent, await isolations(server, node), policies);
    agent.stop();
    await order(server, 'isolate');

    const other = new Node();
    const second = new AgentProcess(kubeconfig, other.hns.transport(), flags);
    const isolated = await other.until(true);
    const synced = await second.synced.promise;
    console.log(`\nstored before the start: lists complete after ${seconds(synced - second.startedAt)}`);
    console.log(`  ${'victim isolated after the lists'.padEnd(36)} ${seconds(isolated - synced)}`);
    await order(server, 'release');
    await other.until(false);
    await print('stored before the start, and the flood goes on', second, await isolations(server, other), policies);
    second.stop();
  } finally {
    server.disconnect();
  }
}

/** The HNS of the node, with an endpoint for each local pod. */
class Node {
  readonly hns = new SimulatedHns({ name: LOCAL_NODE });
  readonly #victim: string;

  constructor() {
    const network = this.hns.addNetwork({ name: 'azure', subnets: ['10.128.0.0/9'] });
    [this.#victim] = LOCAL_ADDRESSES.map(ip => this.hns.addEndpoint({ network, ips: [ip] })) as [string];
  }

  get #isIsolated(): boolean {
    return this.hns
      .policiesOf(this.#victim)
      .some(policy => isOurs(policy as EndpointPolicy) && (policy.Settings as { Action?: string }).Action === 'Block');
  }

  /** Resolves with the time when the victim is isolated, or no longer. NaN: it took too long. */
  async until(isIsolated: boolean): Promise<number> {
    const end = performance.now() + GIVE_UP_MS;
    for (; this.#isIsolated !== isIsolated; await sleep(5)) if (performance.now() > end) return Number.NaN;
    return performance.now();
  }
}

/** Times from the victim's policy to its ACLs, in milliseconds. */
async function isolations(server: ChildProcess, node: Node): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    await order(server, 'isolate');
    times.push((await node.until(true)) - start);
    await order(server, 'release');
    await node.until(false);
    await sleep(PAUSE_MS / 4);
  }
  return times;
}

async function print(title: string, agent: AgentProcess, times: readonly number[], policies: number): Promise<void> {
  const { cpuSeconds, rssMiB, peakMiB, delayMs } = await agent.figures();
  const probes = agent.takeProbes();
  const elapsed = (performance.now() - agent.startedAt) / 1000;
  const rows: readonly [string, string, string][] = [
    ['victim isolated after its policy', spread(times), 'within 1 s'],
    ['/healthz', spread(probes), 'within 500 ms'],
    ['RSS now / peak', `${rssMiB.toFixed(0)} / ${peakMiB.toFixed(0)} MiB`, 'within 512 MiB'],
    ['log', `${kib(agent.logBytes)}, longest line ${kib(agent.longestLine)}`, ''],
    ...(policies > 0 ? [['log per hostile policy', kib(agent.logBytes / policies), 'within 64 KiB'] as [string, string, string]] : []),
    ['event loop delay', `99 % ${delayMs.p99.toFixed(0)}, max ${delayMs.max.toFixed(0)} ms`, ''],
    ['CPU since the start', `${cpuSeconds.toFixed(1)} s of ${elapsed.toFixed(0)} s`, ''],
  ];
  console.log(`\n${title}`);
  for (const [what, figure, target] of rows) console.log(`  ${what.padEnd(36)} ${figure.padEnd(44)} ${target}`);
}

async function order(server: ChildProcess, name: Order): Promise<void> {
  server.send(name);
  await once(server, 'message');
}

function spread(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]?.toFixed(0) ?? '-';
  return `median ${at(0.5)}, max ${at(1)} ms of ${sorted.length}`;
}

function kib(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KiB`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}

function sleep(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms));
}
