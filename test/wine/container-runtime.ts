/** A simulated containerd of this process, on the named pipe of a node under Wine. */
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { SimulatedContainerd } from '../../src/simulator/cri/containerd.ts';
import { SimulatedCriServer } from '../../src/simulator/cri/server.ts';
import { NODE, type NodeImage } from './node-image.ts';

const PIPE = '\\\\.\\pipe\\containerd-containerd';

export class ContainerRuntime {
  readonly #server: SimulatedCriServer;
  readonly #relay: Server;
  readonly #open: Set<Socket>;

  /** @param image Has `pipe.mjs` on drive C:. The pipe exists a little later. */
  static async start(image: NodeImage, containerd: SimulatedContainerd): Promise<ContainerRuntime> {
    const server = await SimulatedCriServer.start(containerd);
    const open = new Set<Socket>();
    const relay = createServer(from => {
      const to = connect(server.endpoint.replace('unix://', ''));
      for (const [one, other] of [
        [from, to],
        [to, from],
      ] as const) {
        open.add(one);
        one.on('close', () => open.delete(one));
        one.on('error', () => other.destroy()).pipe(other);
      }
    });
    await new Promise<void>(resolve => relay.listen(0, '127.0.0.1', resolve));
    image.wine.start(NODE, ['C:\\pipe.mjs', PIPE, `${(relay.address() as AddressInfo).port}`]);
    return new ContainerRuntime(server, relay, open);
  }

  private constructor(server: SimulatedCriServer, relay: Server, open: Set<Socket>) {
    this.#server = server;
    this.#relay = relay;
    this.#open = open;
  }

  async close(): Promise<void> {
    const closed = new Promise(resolve => this.#relay.close(resolve));
    for (const socket of this.#open) socket.destroy();
    await closed;
    this.#server.close();
  }
}
