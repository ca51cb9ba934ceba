/**
 * Bounds the open connections of an HTTP server. A connection beyond the bound ends the oldest one of the client with the most, so a client
 * that opens many connections ends its own, and the kubelet's probes are answered.
 */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';

export interface ConnectionLimit {
  readonly most: number;
  /** Called for each connection that the limit ends. */
  readonly onEnded: () => void;
}

export function limitConnections(server: Pick<Server, 'on'>, { most, onEnded }: ConnectionLimit): void {
  /** By client address, oldest first. */
  const byClient = new Map<string, Set<Socket>>();
  let open = 0;
  const forget = (client: string, socket: Socket) => {
    const sockets = byClient.get(client);
    if (!sockets?.delete(socket)) return;
    open--;
    if (sockets.size === 0) byClient.delete(client);
  };
  server.on('connection', (socket: Socket) => {
    // The client may have gone already.
    const client = socket.remoteAddress ?? '';
    const sockets = byClient.get(client) ?? new Set();
    byClient.set(client, sockets.add(socket));
    open++;
    socket.once('close', () => forget(client, socket));
    if (open <= most) return;
    const [largest, [oldest]] = largestOf(byClient);
    forget(largest, oldest!);
    // A reset keeps no state of the connection here.
    oldest!.resetAndDestroy();
    onEnded();
  });
}

function largestOf(byClient: ReadonlyMap<string, ReadonlySet<Socket>>): readonly [string, ReadonlySet<Socket>] {
  return [...byClient].reduce((largest, entry) => (entry[1].size > largest[1].size ? entry : largest));
}
