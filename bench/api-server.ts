/** The API server of the benchmark. It has its own process, so that its memory is not counted as the agent's. */
import type { KubeObject } from '../src/simulator/kube/object.ts';
import { KubeServer } from '../src/simulator/kube/server.ts';
import { cluster } from './cluster.ts';
import { realistic } from './realistic.ts';

const [size, pods] = process.argv.slice(2);
const raw = cluster(Number(size));
const server = await KubeServer.start({ managedFields: pods === 'realistic' });
const seed = (objects: readonly object[]) => server.store.seed(structuredClone(objects) as KubeObject[]);
seed(raw.namespaces);
seed(pods === 'realistic' ? raw.pods.map(realistic) : raw.pods);
seed(raw.policies);
process.on('disconnect', () => void server.close());
process.send!({ kubeconfig: server.kubeconfig(), policies: raw.policies.length });
