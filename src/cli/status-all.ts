/** `hns-policy status --all`: prints the status of every Windows node of the cluster, through the API server. */
import { mapLimit } from '../async/map-limit.ts';
import { PodExec } from '../kube/exec/exec.ts';
import { ApiConnection } from '../kube/watch/connection.ts';
import { CommandError } from './command-error.ts';
import type { Io } from './io.ts';
import { loadKubeConfig } from './kube-config.ts';
import { windowsNodes } from './status-all/agent-pods.ts';
import { nodeStatus } from './status-all/node-status.ts';
import { isNodeWell, nodeTable } from './status-all/node-table.ts';

export interface StatusAllOptions {
  readonly kubeconfig?: string;
  /** Of the agents. */
  readonly namespace: string;
  /** Milliseconds for the answer of one node. */
  readonly timeout: number;
  /** Nodes asked at the same time. */
  readonly parallel: number;
  readonly output: 'table' | 'json';
}

/**
 * @returns 0, or 2 if a node has no healthy agent.
 * @throws CommandError if the nodes cannot be listed.
 */
export async function statusAllCommand(options: StatusAllOptions, io: Io): Promise<number> {
  const { kubeconfig, namespace, timeout, parallel, output } = options;
  const kubeConfig = attempt(() => loadKubeConfig(kubeconfig, io.env));
  const connection = new ApiConnection(kubeConfig);
  const exec = new PodExec(kubeConfig);
  try {
    io.progress('Listing the nodes …');
    const nodes = await windowsNodes(connection, namespace).catch(error => {
      throw new CommandError([`the nodes and agents cannot be listed: ${(error as Error).message}`]);
    });
    let done = 0;
    const statuses = await mapLimit(nodes, parallel, async node => {
      const status = await nodeStatus(exec, namespace, node, timeout);
      io.progress(`Node ${++done} of ${nodes.length} …`);
      return status;
    });
    io.progress('');
    io.out(output === 'json' ? JSON.stringify({ nodes: statuses }, undefined, 2).split('\n') : nodeTable(statuses, io.color));
    return statuses.every(isNodeWell) ? 0 : 2;
  } finally {
    exec.close();
    connection.close();
  }
}

function attempt<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw new CommandError([(error as Error).message]);
  }
}
