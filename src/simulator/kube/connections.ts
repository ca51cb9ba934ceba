/** The TCP connections of the server. */
import type { Socket } from 'node:net';

export class Connections {
  readonly #open = new Set<Socket>();
  #bytesOfClosed = 0;
  #isRefusing = false;

  /** A new connection. */
  add(socket: Socket): void {
    if (this.#isRefusing) {
      socket.resetAndDestroy();
      return;
    }
    this.#open.add(socket);
    socket.once('close', () => {
      this.#open.delete(socket);
      this.#bytesOfClosed += socket.bytesWritten;
    });
  }

  /** Bytes sent to all clients, TLS included. */
  get bytesSent(): number {
    return [...this.#open].reduce((sum, { bytesWritten }) => sum + bytesWritten, this.#bytesOfClosed);
  }

  /** Resets all connections, and each new one until `accept()`. */
  refuse(): void {
    this.#isRefusing = true;
    for (const socket of this.#open) socket.resetAndDestroy();
  }

  accept(): void {
    this.#isRefusing = false;
  }

  /** Ends all connections. */
  close(): void {
    for (const socket of this.#open) socket.destroy();
  }
}
