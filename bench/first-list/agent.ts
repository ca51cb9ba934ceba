/** The measured process: the watches of the agent, until everything has been listed. */
import { KubeConfig } from '@kubernetes/client-node';
import { Cluster } from '../../src/core/cluster.ts';
import { ClusterWatch } from '../../src/kube/watch/cluster-watch.ts';

process.once('message', async (kubeconfig: string) => {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromString(kubeconfig);
  const cluster = new Cluster();
  const watch = new ClusterWatch({ kubeConfig, sink: cluster, onIssues() {} });
  const before = process.cpuUsage();
  const start = performance.now();
  watch.start();
  await watch.synced;
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(before);
  const figures = {
    seconds,
    cpuSeconds: (user + system) / 1e6,
    peakMiB: process.resourceUsage().maxRSS / 1024,
    pods: [...cluster.keys('pod')].length,
  };
  process.send!(figures, () => process.exit());
});
