import type { Socket } from 'node:net';
import { type ChannelCredentials, credentials } from '@grpc/grpc-js';

/**
 * Plain credentials that also close the connection. Closing a client of grpc-js during the handshake leaves its connection open, so a server that
 * accepts connections and is silent would collect one for each attempt.
 */
export class TrackedConnection {
  readonly credentials: ChannelCredentials = credentials.createInsecure();
  readonly #sockets = new Set<Socket>();
  #isClosed = false;

  constructor() {
    const create = this.credentials._createSecureConnector.bind(this.credentials);
    this.credentials._createSecureConnector = (...options) => {
      const connector = create(...options);
      const connect = (socket: Socket) => {
        if (this.#isClosed) throw new Error('closed');
        this.#sockets.add(socket);
        socket.once('close', () => this.#sockets.delete(socket));
        return connector.connect(socket);
      };
      return { ...connector, connect };
    };
  }

  close(): void {
    this.#isClosed = true;
    for (const socket of this.#sockets) socket.destroy();
  }
}
