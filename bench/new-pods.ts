/**
 * `npm run bench:new-pods`: the time from a new pod's ready sandbox to the first ACLs of its endpoint, where many pods start at once. Prints figures
 * without assertions. The API server, HNS and containerd are simulated in the same process, so they share its processor with the agent.
 * Goal: at most 500 ms, and before the first container starts.
 */
import { cpus, loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { KubeConfig } from '@kubernetes/client-node';
import { startAgent } from '../src/agent/agent.ts';
import { readConfig } from '../src/agent/config-sources.ts';
import { isOurs } from '../src/hns/document/owner.ts';
import type { EndpointPolicy } from '../src/hns/document/schema.ts';
import { SimulatedCriServer } from '../src/simulator/cri/server.ts';
import { startEmbeddedCluster } from '../src/simulator/embedded-cluster.ts';

const NODE = 'win-0';
const NAMESPACE = 'team';
const OLD_PODS = 100;
const NEW_PODS = 30;
const HNS_CALL_MS = 5;
/** The image is on the node, so the first container starts at the time of the goal. */
const DURATIONS = { sandbox: 500, image: 500 };
const DEADLINE_MS = 60_000;

const silent = { error() {}, warn() {}, info() {}, debug() {} } as never;

console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}`);
console.log(
  `${NEW_PODS} new pods on a node with ${OLD_PODS}, ${HNS_CALL_MS} ms per HNS call, ${DURATIONS.image} ms from a ready sandbox to its first container`,
);
await measure('1.7.27', 'polling');
await measure('2.0.4', 'events');

async function measure(version: string, way: string): Promise<void> {
  const cluster = await startEmbeddedCluster({
    nodes: [{ name: NODE, os: 'windows', addresses: ['10.64.0.4'], podAddresses: '10.224.0.0/20', durations: DURATIONS }],
    containerd: { version },
  });
  const [hns, containerd] = [cluster.hns.get(NODE)!, cluster.containerd.get(NODE)!];
  const { store, kubelet } = cluster.server;
  const cri = await SimulatedCriServer.start(containerd);
  store.seed([
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
    policy('default-deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }),
    policy('within', { podSelector: {}, ingress: [{ from: [{ podSelector: {} }], ports: [{ protocol: 'TCP', port: 8080 }] }] }),
    ...Array.from({ length: OLD_PODS }, (_, index) => running(index)),
  ]);
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromString(cluster.server.kubeconfig());
  const config = readConfig({
    flags: { nodeName: NODE, transport: 'simulator', nodeAddresses: '10.64.0.4', criEndpoint: cri.endpoint },
  });
  hns.faults.plant({ delay: HNS_CALL_MS });
  const agent = await startAgent({ config, kubeConfig, transport: hns.transport(), enforces: true, log: silent });
  await agent.synced;
  await agent.settled();

  const readyAt = new Map<string, number>();
  const startedAt = new Map<string, number>();
  containerd.subscribe(({ containerId, containerEventType, podSandboxStatus }) => {
    const { id: sandbox = '' } = (podSandboxStatus ?? {}) as { readonly id?: string };
    if (containerId === sandbox && containerEventType === 'CONTAINER_CREATED_EVENT') readyAt.set(sandbox, performance.now());
    if (containerId !== sandbox && containerEventType === 'CONTAINER_STARTED_EVENT') startedAt.set(sandbox, performance.now());
  });
  const protectedAt = new Map<string, number>();
  hns.onChange(({ kind, endpoints }) => {
    for (const id of kind === 'write' ? endpoints : []) {
      if (!protectedAt.has(id) && hns.policiesOf(id).some(each => isOurs(each as EndpointPolicy))) protectedAt.set(id, performance.now());
    }
  });
  hns.forgetCalls();
  const keys = Array.from({ length: NEW_PODS }, (_, index) => `${NAMESPACE}/new-${index}`);
  store.seed(keys.map(key => pod(key.split('/')[1]!)));
  const isOver = () => protectedAt.size >= NEW_PODS && startedAt.size >= NEW_PODS;
  for (const end = performance.now() + DEADLINE_MS; !isOver() && performance.now() < end; await sleep(20));

  const pods = keys.map(key => {
    const [endpoint, sandbox] = [kubelet.endpointOf(key)!, kubelet.sandboxOf(key)!];
    const protection = protectedAt.get(endpoint) ?? Number.POSITIVE_INFINITY;
    return { time: protection - readyAt.get(sandbox)!, isOpenAtStart: protection > startedAt.get(sandbox)! };
  });
  const calls = `${(hns.calls.length / NEW_PODS).toFixed(1)} HNS calls per new pod`;
  console.log(`  containerd ${version}, ${way}: ${text(pods.map(({ time }) => time))}, ${calls}`);
  console.log(
    `    ${pods.filter(({ isOpenAtStart }) => isOpenAtStart).length} pods whose container started first. Load ${loadavg()[0]!.toFixed(1)}`,
  );
  await agent.stop();
  cri.close();
  await cluster.close();
}

function text(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const [first, middle, last] = [0, Math.floor(sorted.length / 2), sorted.length - 1].map(index => sorted[index]!.toFixed(0));
  return `min ${first}, median ${middle}, max ${last} ms`;
}

function policy(name: string, spec: object) {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace: NAMESPACE }, spec };
}

function pod(name: string) {
  const metadata = { name, namespace: NAMESPACE, labels: { app: name } };
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: { nodeName: NODE, containers: [{ name: 'main', image: 'example/main' }] } };
}

function running(index: number) {
  const ip = `10.224.1.${index + 1}`;
  return { ...pod(`old-${index}`), status: { phase: 'Running', podIP: ip, podIPs: [{ ip }] } };
}
