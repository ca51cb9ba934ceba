/** The API server of the benchmark. It has its own process, so that its memory is not counted as the agent's. */
import { KubeServer } from '../src/simulator/kube/server.ts';
import { cluster } from './cluster.ts';

const { namespaces, pods, policies } = cluster(Number(process.argv[2]));
const server = await KubeServer.start();
for (const objects of [namespaces, pods, policies]) server.store.seed(structuredClone(objects) as Parameters<typeof server.store.seed>[0]);
process.on('disconnect', () => void server.close());
process.send!({ kubeconfig: server.kubeconfig(), policies: policies.length });
