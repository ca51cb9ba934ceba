import { SimulatedContainerd } from '../../src/simulator/cri/containerd.ts';
import { SimulatedCriServer } from '../../src/simulator/cri/server.ts';
import { KubeletClient } from './kubelet-client.ts';
import { NAMESPACE, type NodeRuntime, uidOf } from './node-runtime.ts';
import { until } from './until.ts';

export async function simulatedRuntime(version: string): Promise<NodeRuntime> {
  const containerd = new SimulatedContainerd({ version });
  const server = await SimulatedCriServer.start(containerd);
  const kubelet = new KubeletClient(server.endpoint);
  let networks = 0;
  return {
    endpoint: server.endpoint,
    run: ({ name, hostNetwork = false, labels, annotations }) =>
      containerd.runSandbox(
        {
          namespace: NAMESPACE,
          name,
          uid: uidOf({ name }),
          hostProcess: hostNetwork,
          ...(labels && { labels }),
          ...(annotations && { annotations }),
        },
        {
          setUpNetwork: () => {
            const number = ++networks;
            return { networkNamespace: `00000000-0000-0000-0000-00000000000${number}`, addresses: [`10.88.0.${number}`] };
          },
        },
      ),
    stop: async id => containerd.stopSandbox(id),
    remove: async id => containerd.removeSandbox(id),
    stopRuntime: async () => server.stop(),
    startRuntime: () => server.start(),
    async kubeletEvents() {
      const before = server.calls.get('GetContainerEvents') ?? 0;
      const events = kubelet.events();
      await until(
        () => (server.calls.get('GetContainerEvents') ?? 0) > before || version.startsWith('1.6'),
        () => 'the kubelet did not reach the server',
      );
      return events;
    },
    async close() {
      kubelet.close();
      server.close();
    },
  };
}
