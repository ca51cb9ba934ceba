/** The embedded cluster with a real agent on its Windows node. */
import { Writable } from 'node:stream';
import { KubeConfig } from '@kubernetes/client-node';
import { type Agent, startAgent } from '../../agent/agent.ts';
import type { Config } from '../../agent/config.ts';
import { readConfig } from '../../agent/config-sources.ts';
import { createLog } from '../../agent/log.ts';
import type { Transport } from '../../hns/transport/transport.ts';
import { ApiConnection } from '../../kube/watch/connection.ts';
import { inProcessCri } from '../../simulator/cri/in-process-client.ts';
import { type EmbeddedCluster, startEmbeddedCluster } from '../../simulator/embedded-cluster.ts';
import type { SimulatedHns } from '../../simulator/hns/hns.ts';
import { CONNECT_PATH } from '../connect/connect-protocol.ts';
import { connectHandler } from './connect-handler.ts';
import { NODES, WINDOWS_NODE } from './walkthrough.ts';

export interface Stage {
  readonly cluster: EmbeddedCluster;
  /** Of the agent. */
  readonly config: Config;
  /** Of the Windows node. */
  readonly hns: SimulatedHns;
  readonly agent: Agent;
  /** Connection to the embedded API server with its kubeconfig. */
  readonly api: ApiConnection;
  close(): Promise<void>;
}

/**
 * @param onLog Receives each line of the agent's log.
 * @param transportTo The agent's transport to the simulated HNS. Default: in process.
 * @param flags Settings of the agent by configuration key.
 */
export async function setStage(
  onLog: (line: string) => void,
  transportTo: (hns: SimulatedHns) => Promise<Transport> = async hns => hns.transport(),
  flags: Readonly<Record<string, unknown>> = {},
): Promise<Stage> {
  const cluster = await startEmbeddedCluster({ nodes: NODES });
  const hns = cluster.hns.get(WINDOWS_NODE)!;
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromString(cluster.server.kubeconfig());
  const config = readConfig({ flags: { nodeName: WINDOWS_NODE, transport: 'simulator', ...flags } });
  cluster.server.mount(CONNECT_PATH, connectHandler(cluster, config));
  const { addresses } = NODES.find(({ name }) => name === WINDOWS_NODE)!;
  const stream = new Writable({
    decodeStrings: false,
    write(line, _encoding, done) {
      onLog(String(line).trimEnd());
      done();
    },
  });
  const log = createLog({ level: 'info', format: 'pretty', stream });
  const transport = await transportTo(hns);
  const containerd = cluster.containerd.get(WINDOWS_NODE)!;
  const cri = () => inProcessCri(containerd);
  const agent = await startAgent({ config, kubeConfig, transport, enforces: true, cri, log, hostAddresses: () => addresses });
  const api = new ApiConnection(kubeConfig);
  const close = async () => {
    api.close();
    await agent.stop();
    await transport.close();
    await cluster.close();
  };
  return { cluster, config, hns, agent, api, close };
}
