/** The API server of the benchmark of the first list. It has its own process, so that its memory and CPU time are not the agent's. */
import { KubeServer } from '../../src/simulator/kube/server.ts';
import { cluster } from '../cluster.ts';
import { realistic } from '../realistic.ts';

const [size, how] = process.argv.slice(2);
const server = await KubeServer.start();
server.store.seed(cluster(Number(size)).pods.map(realistic));
if (how === 'pages') server.faults.streamingLists = 'refused';
const before = process.cpuUsage();
process.on('message', () => {
  const { user, system } = process.cpuUsage(before);
  process.send!({ bytes: server.bytesSent, cpuSeconds: (user + system) / 1e6 });
});
process.on('disconnect', () => process.exit());
process.send!({ kubeconfig: server.kubeconfig() });
