/** Bytes on a connection that are no request, for instance the body of a DELETE without a length. */
import type { Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

const ANSWER = 'HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n400 Bad Request';

/** Answers them after the requests before them, as Go's server does, and closes the connection. Node.js would leave those unanswered. */
export function answerGarbage(server: Server): void {
  const latest = new WeakMap<Duplex, ServerResponse>();
  server.on('request', (request, response) => latest.set(request.socket, response));
  server.on('clientError', (_error, socket) => {
    const end = () => {
      if (socket.writable) socket.end(ANSWER);
    };
    const response = latest.get(socket);
    if (response && !response.writableFinished) response.once('close', end);
    else end();
  });
}
