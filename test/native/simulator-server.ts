/**
 * Serves the simulated HNS on a socket. The shim's libraries connect to it, from this process or another one. Set the environment variable
 * SOCKET_VARIABLE to the server's path before the first native call.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Answer, NativeFunction } from '../../src/simulator/hns/native.ts';
import { FrameReader, readRequest, writeAnswer } from './frames.ts';

/** Read by the shim's libraries (shim/connections.h). */
export const SOCKET_VARIABLE = 'HNS_SIMULATOR_SOCKET';

/** As a place: any TCP port of the loopback interface, for the shim's Windows libraries. */
export const TCP = 'tcp';

/** SimulatedHns. */
export interface NativeHns {
  serve(name: NativeFunction, target: string, document: string): Promise<Answer>;
}

export interface SimulatorServer {
  /** Path of the socket. With `TCP`, the port. */
  readonly path: string;
  /** Number of open connections. Each carries one call at a time. */
  readonly connections: number;
  /** Stops like the service. Calls under way fail with RPC_S_CALL_FAILED, later ones with RPC_S_SERVER_UNAVAILABLE. */
  close(): Promise<void>;
}

/** @param place Path of the socket, if one process connects to several simulators in turn. Default: a new path. */
export async function serveSimulator(hns: NativeHns, place?: string): Promise<SimulatorServer> {
  // A socket's path can have at most 107 bytes.
  const socket = place ?? join(await mkdtemp(join(tmpdir(), 'hns-')), 'socket');
  const open = new Set<Socket>();
  const server = createServer(socket => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    // The caller died during a call.
    socket.on('error', () => socket.destroy());
    const reader = new FrameReader(async content => {
      try {
        socket.write(writeAnswer(await answerTo(hns, readRequest(content))));
      } catch (bug) {
        // The caller waits until it gets a response or the connection ends.
        socket.destroy();
        throw bug;
      }
    });
    socket.on('data', chunk => reader.push(chunk));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    if (place === TCP) server.listen(0, '127.0.0.1', resolve);
    else server.listen(socket, resolve);
  });
  return {
    path: place === TCP ? `${(server.address() as AddressInfo).port}` : socket,
    get connections() {
      return open.size;
    },
    async close() {
      const closed = new Promise(resolve => server.close(resolve));
      for (const socket of open) socket.destroy();
      await closed;
      if (place === undefined) await rm(dirname(socket), { recursive: true, force: true });
    },
  };
}

/** NULL and `''` are the same query (A11), so NULL strings become empty ones. */
async function answerTo(hns: NativeHns, [name = '', ...rest]: readonly (string | undefined)[]): Promise<Answer> {
  const [first = '', second = '', third = ''] = rest;
  if (name === 'QueryServiceStatusEx') return processOf(await hns.serve('HnsServiceProcess', '', ''));
  if (name === 'HNSCall' || name === 'HcnCreateEndpoint') return hns.serve(name, `${first} ${second}`, third);
  return name.startsWith('HcnEnumerate') ? hns.serve(name as NativeFunction, '', first) : hns.serve(name as NativeFunction, first, second);
}

/** The native call returns a number, and the bridge writes the JSON text. */
function processOf(answer: Answer): Answer {
  return answer.hresult === 0 ? { ...answer, result: String(JSON.parse(answer.result).ProcessId) } : answer;
}
