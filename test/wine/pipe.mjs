// Serves a named pipe, and passes each connection on to a TCP port of the loopback interface. usage: pipe.mjs PIPE PORT
import { connect, createServer } from 'node:net';

const [, , pipe, port] = process.argv;
createServer(from => {
  const to = connect(Number(port), '127.0.0.1');
  for (const [one, other] of [
    [from, to],
    [to, from],
  ])
    one.on('error', () => other.destroy()).pipe(other);
}).listen(pipe);
