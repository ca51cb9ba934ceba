/** The edge transport of the tests: CoreCLR, the bridge and the simulated libraries. */
import { EdgeTransport } from '../../src/hns/transport/edge.ts';
import { bridge, edgeHost } from './build.ts';
import { type SimulatorServer, SOCKET_VARIABLE } from './simulator-server.ts';

export interface EdgeSettings {
  readonly timeoutMs?: number;
  readonly atOnce?: number;
}

/** Builds missing parts. The socket is an environment variable, so native calls go to the server of the last call. */
export async function edgeTransport(
  { path }: SimulatorServer,
  { timeoutMs = 30_000, atOnce = 16 }: EdgeSettings = {},
): Promise<EdgeTransport> {
  const [{ netstandard }, { addon, appRoot }] = await Promise.all([bridge(), edgeHost()]);
  process.env[SOCKET_VARIABLE] = path;
  process.env.EDGE_NATIVE = addon;
  process.env.EDGE_APP_ROOT = appRoot;
  return new EdgeTransport({ assembly: netstandard, timeoutMs, atOnce });
}
