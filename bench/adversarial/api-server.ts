/** The API server with the cluster, and the tenants that flood it. A process of its own, so that its memory and CPU time are not the agent's. */
import { setImmediate } from 'node:timers/promises';
import type { KubeObject } from '../../src/simulator/kube/object.ts';
import { KubeServer } from '../../src/simulator/kube/server.ts';
import { hostilePolicy, KINDS } from './hostile.ts';
import { HOSTILE, hostilePolicies, LOCAL_ADDRESSES, localPod, scene, VICTIM, victimPolicy } from './scene.ts';

/** Milliseconds between two changes. Each is one large policy or one pod. */
const FLOOD_MS = 100;

export type Order = 'store' | 'flood' | 'calm' | 'isolate' | 'release';

const [pods, bytes, entries, matches] = process.argv.slice(2).map(Number) as [number, number, number, number];
const server = await KubeServer.start();
const seed = (objects: readonly object[]) => server.store.seed(structuredClone(objects) as KubeObject[]);
const { namespaces, pods: all } = scene(pods);
const size = { bytes, entries, matches, pods: pods / 2 + LOCAL_ADDRESSES.length };
seed(namespaces);
seed(all);

let flood: ReturnType<typeof setInterval> | undefined;
let changes = 0;

const ORDERS: Readonly<Record<Order, () => void>> = {
  store: () => void store(),
  flood: () => {
    flood ??= setInterval(change, FLOOD_MS);
  },
  calm: () => {
    clearInterval(flood);
    flood = undefined;
  },
  isolate: () => seed([victimPolicy()]),
  release: () => void server.store.remove('networkpolicies', `${VICTIM}/default-deny`),
};

/** One after the other, as requests do. The server sends each event at once. */
async function store(): Promise<void> {
  for (const policy of hostilePolicies(size)) {
    seed([policy]);
    await setImmediate();
  }
}

/** The namespaces take turns, and in each of them the policies. */
function change(): void {
  changes++;
  const namespace = HOSTILE[changes % HOSTILE.length]!;
  const kind = KINDS[Math.floor(changes / HOSTILE.length) % KINDS.length]!;
  seed([hostilePolicy(namespace, kind, size, 1 + changes)]);
  const index = 1 + (changes % (LOCAL_ADDRESSES.length - 1));
  seed([localPod(index, LOCAL_ADDRESSES[index]!, changes)]);
}

process.on('message', (order: Order) => {
  ORDERS[order]();
  process.send!({ order, changes });
});
process.on('disconnect', () => process.exit());
process.send!({ kubeconfig: server.kubeconfig() });
