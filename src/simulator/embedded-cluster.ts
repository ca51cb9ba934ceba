/** A cluster in one process: the API server with simulated nodes, an HNS on each Windows node, and the network between them. */
import { azureCni } from './azure-cni.ts';
import { Fabric } from './hns/fabric.ts';
import { SimulatedHns, type SimulatedHnsOptions } from './hns/hns.ts';
import type { SimulatedNode } from './kube/node.ts';
import { KubeServer, type KubeServerOptions } from './kube/server.ts';

export interface EmbeddedClusterOptions extends Omit<KubeServerOptions, 'nodes'> {
  readonly nodes: readonly Omit<SimulatedNode, 'hns'>[];
  /** Options of each Windows node's HNS. */
  readonly hns?: Omit<SimulatedHnsOptions, 'name'>;
}

export interface EmbeddedCluster {
  readonly server: KubeServer;
  /** By node name; Windows nodes only. */
  readonly hns: ReadonlyMap<string, SimulatedHns>;
  readonly fabric: Fabric;
  close(): Promise<void>;
}

export async function startEmbeddedCluster({ nodes, hns: hnsOptions, ...options }: EmbeddedClusterOptions): Promise<EmbeddedCluster> {
  const windows = nodes.filter(({ os }) => os === 'windows');
  const hns = new Map(windows.map(({ name }) => [name, new SimulatedHns({ ...hnsOptions, name })]));
  const server = await KubeServer.start({
    ...options,
    nodes: nodes.map(node => {
      const own = hns.get(node.name);
      return own ? { ...node, hns: azureCni(own) } : node;
    }),
  });
  return { server, hns, fabric: new Fabric(hns.values()), close: () => server.close() };
}
