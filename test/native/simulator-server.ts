/**
 * The simulated HNS behind a Unix-domain socket, for callers on the other side of the native ABI: the shim's libraries in this process or in
 * another one. Set the environment variable SOCKET_VARIABLE to the server's path before the first native call.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Answer, NativeFunction } from '../../src/simulator/hns/native.ts';
import { FrameReader, readRequest, writeAnswer } from './frames.ts';

/** Read by the shim's libraries (shim/connections.h). */
export const SOCKET_VARIABLE = 'HNS_SIMULATOR_SOCKET';

/** SimulatedHns. */
export interface NativeHns {
  serve(name: NativeFunction, target: string, document: string): Promise<Answer>;
}

export interface SimulatorServer {
  /** Of the socket. */
  readonly path: string;
  /** Open connections; each carries one call at a time. */
  readonly connections: number;
  /** Like a service that is gone: calls under way fail with RPC_S_CALL_FAILED, later ones with RPC_S_SERVER_UNAVAILABLE. */
  close(): Promise<void>;
}

/** @param place Of the socket, where one process is to meet several simulators one after the other; else a new one. */
export async function serveSimulator(hns: NativeHns, place?: string): Promise<SimulatorServer> {
  // Short, because a socket's path may have 107 bytes.
  const path = place ?? join(await mkdtemp(join(tmpdir(), 'hns-')), 'socket');
  const open = new Set<Socket>();
  const server = createServer(socket => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    // A caller that died in the middle of a call.
    socket.on('error', () => socket.destroy());
    const reader = new FrameReader(async content => {
      try {
        socket.write(writeAnswer(await answerTo(hns, readRequest(content))));
      } catch (bug) {
        // The caller is blocked until it hears something.
        socket.destroy();
        throw bug;
      }
    });
    socket.on('data', chunk => reader.push(chunk));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  return {
    path,
    get connections() {
      return open.size;
    },
    async close() {
      const closed = new Promise(resolve => server.close(resolve));
      for (const socket of open) socket.destroy();
      await closed;
      if (place === undefined) await rm(dirname(path), { recursive: true, force: true });
    },
  };
}

/** NULL and `''` are the same query (A11), and a NULL string HNS reads as an empty one. */
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
