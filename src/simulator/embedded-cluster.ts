/** A cluster in one process: the API server with simulated nodes, an HNS and a containerd on each Windows node, and the network between them. */
import { azureCni } from './azure-cni.ts';
import { SimulatedContainerd, type SimulatedContainerdOptions } from './cri/containerd.ts';
import { Fabric } from './hns/fabric.ts';
import { SimulatedHns, type SimulatedHnsOptions } from './hns/hns.ts';
import type { SimulatedNode } from './kube/node.ts';
import { KubeServer, type KubeServerOptions } from './kube/server.ts';

export interface EmbeddedClusterOptions extends Omit<KubeServerOptions, 'nodes'> {
  readonly nodes: readonly Omit<SimulatedNode, 'hns' | 'containerd'>[];
  /** Options of each Windows node's HNS. */
  readonly hns?: Omit<SimulatedHnsOptions, 'name'>;
  /** Of every Windows node's containerd. */
  readonly containerd?: SimulatedContainerdOptions;
}

export interface EmbeddedCluster {
  readonly server: KubeServer;
  /** By node name; Windows nodes only. */
  readonly hns: ReadonlyMap<string, SimulatedHns>;
  /** By node name; Windows nodes only. For an agent: `inProcessCri`, or `SimulatedCriServer` where the agent is another process. */
  readonly containerd: ReadonlyMap<string, SimulatedContainerd>;
  readonly fabric: Fabric;
  close(): Promise<void>;
}

export async function startEmbeddedCluster(options: EmbeddedClusterOptions): Promise<EmbeddedCluster> {
  const { nodes, hns: hnsOptions, containerd: containerdOptions, ...serverOptions } = options;
  const windows = nodes.filter(({ os }) => os === 'windows');
  const hns = new Map(windows.map(({ name }) => [name, new SimulatedHns({ ...hnsOptions, name })]));
  const containerd = new Map(windows.map(({ name }) => [name, new SimulatedContainerd(containerdOptions)]));
  const server = await KubeServer.start({
    ...serverOptions,
    nodes: nodes.map(node => {
      const own = hns.get(node.name);
      return own ? { ...node, hns: azureCni(own), containerd: containerd.get(node.name)! } : node;
    }),
  });
  return { server, hns, containerd, fabric: new Fabric(hns.values()), close: () => server.close() };
}
