/** The measured process: the watches over HTTPS, and enforcement on one node of a cluster of a given size. */
import { KubeConfig } from '@kubernetes/client-node';
import { Enforcer } from '../src/agent/enforcer.ts';
import { createTelemetry } from '../src/agent/metrics/telemetry.ts';
import { keyOf, type Pod } from '../src/core/model.ts';
import { lower } from '../src/hns/acl/lower.ts';
import { HnsClient } from '../src/hns/client.ts';
import { ClusterWatch } from '../src/kube/watch/cluster-watch.ts';
import { SimulatedHns } from '../src/simulator/hns/hns.ts';
import { addressOf, LOCAL_NODE, LOCAL_PODS } from './cluster.ts';

export interface Figures {
  readonly syncSeconds: number;
  /** Heap after garbage collection. */
  readonly heapMiB: number;
  /** Largest resident set. */
  readonly peakMiB: number;
  /** All local pods, before any index exists. */
  readonly compileMs: number;
  readonly event: Statistics;
  readonly acls: number;
  readonly first: HnsTraffic;
  /** Traffic of one pod event. */
  readonly perEvent: HnsTraffic & { readonly updates: number };
}
export interface Statistics {
  readonly median: number;
  readonly p99: number;
  readonly max: number;
}
interface HnsTraffic {
  readonly calls: number;
  readonly bytes: number;
}

const EVENTS = 300;
const APPLIED_EVENTS = 20;
const silent = { error() {}, warn() {}, info() {}, debug() {} } as never;

const hns = new SimulatedHns({ name: LOCAL_NODE });
const network = hns.addNetwork({ name: 'azure', subnets: ['10.128.0.0/10'] });
for (let index = 0; index < LOCAL_PODS; index++) hns.addEndpoint({ network, ips: [addressOf(index)] });

process.once('message', async (kubeconfig: string) => process.send!(await measure(kubeconfig), () => process.exit()));

async function measure(kubeconfig: string): Promise<Figures> {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromString(kubeconfig);
  const enforcer = new Enforcer({
    config: {
      nodeName: LOCAL_NODE,
      onUnsupported: 'reject-item',
      translate: [],
      takeover: ['azure-npm'],
      cniDefaultDeny: 'keep',
      dryRun: false,
      resyncSeconds: 3600,
      maxAcls: 1000,
      maxPolicyMatches: 500_000,
      allowEgressToNode: false,
      podEventSeconds: 120,
      maxIssues: 50,
      rejectionLinesPerMinute: 60,
      maxOpenSeconds: 0,
    },
    client: new HnsClient(hns.transport()),
    hostAddresses: () => ['10.64.0.4'],
    events: { put() {}, resolve() {}, drop() {} },
    log: silent,
    telemetry: createTelemetry(),
    random: Math.random,
  });
  const { state } = enforcer;
  const watch = new ClusterWatch({ kubeConfig, sink: state, onIssues: (kind, key, issues) => state.unread(kind, key, issues) });
  const syncStart = performance.now();
  watch.start();
  await watch.synced;
  const syncSeconds = (performance.now() - syncStart) / 1000;
  const { cluster } = state;
  const local = cluster.podsOfNode(LOCAL_NODE).map(keyOf);

  const compileStart = performance.now();
  const compiled = local.map(key => cluster.compile(key)!);
  const acls = compiled.reduce((sum, { value }) => sum + lower(value).value.length, 0);
  const compileMs = performance.now() - compileStart;

  enforcer.start();
  await enforcer.settled();
  const first = traffic();
  // Read before the benchmark does work that the agent never does.
  const peakMiB = process.resourceUsage().maxRSS / 1024;
  globalThis.gc?.();
  const heapMiB = process.memoryUsage().heapUsed / 2 ** 20;

  const remote = spread([...cluster.values('pod')].filter(pod => pod.node !== LOCAL_NODE));
  const times = remote.map((pod, index) => {
    const start = performance.now();
    cluster.set('pod', moved(pod, index));
    for (const [at, key] of local.entries()) {
      const now = cluster.compile(key)!;
      if (now !== compiled[at]) lower(now.value);
      compiled[at] = now;
    }
    return performance.now() - start;
  });

  hns.forgetCalls();
  for (const [index, pod] of remote.slice(0, APPLIED_EVENTS).entries()) {
    state.set('pod', moved(pod, EVENTS + index));
    await enforcer.settled();
  }
  const applied = traffic();
  const updates = hns.writes.length / APPLIED_EVENTS;
  await watch.stop();
  await enforcer.stop(0);
  return {
    syncSeconds,
    heapMiB,
    peakMiB,
    compileMs,
    event: statistics(times),
    acls,
    first,
    perEvent: { calls: applied.calls / APPLIED_EVENTS, bytes: applied.bytes / APPLIED_EVENTS, updates },
  };
}

/** A sample spread over the cluster. */
function spread(pods: readonly Pod[]): Pod[] {
  return Array.from({ length: Math.min(EVENTS, pods.length) }, (_, index) => pods[Math.floor((index * pods.length) / EVENTS)]!);
}

/** The new address does not merge with that of another pod. */
function moved(pod: Pod, index: number): Pod {
  return { ...pod, addresses: [`10.191.${(index >> 7) & 255}.${(index & 127) * 2}`] };
}

function traffic(): HnsTraffic {
  return { calls: hns.calls.length, bytes: hns.calls.reduce((sum, { bytesIn, bytesOut }) => sum + bytesIn + bytesOut, 0) };
}

function statistics(values: readonly number[]): Statistics {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
  return { median: at(0.5), p99: at(0.99), max: at(1) };
}
