/**
 * Answers lists of pods as kube-apiserver does: it compresses a list of more than 128 KB with gzip level 1 if the client accepts that, and
 * never a stream. A process of its own, so that its memory and CPU time are not the agent's.
 */
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { gzip } from 'node:zlib';
import { issueServerCertificate } from '../../src/simulator/kube/certificate.ts';
import { kubeconfigText } from '../../src/simulator/kube/kubeconfig.ts';
import { cluster } from '../cluster.ts';
import { realisticPod } from './realistic-pod.ts';

const [size, how] = process.argv.slice(2);
const pods = cluster(Number(size)).pods.map((pod, index) => JSON.stringify(realisticPod(pod, index + 1)));
const version = String(pods.length);
const certificate = issueServerCertificate();
const sockets = new Set<Socket>();
const server = createServer(certificate, (request, response) => {
  const { pathname, searchParams } = new URL(request.url!, 'https://server');
  const objects = pathname === '/api/v1/pods' ? pods : [];
  if (searchParams.has('sendInitialEvents')) {
    if (how === 'pages') return void response.writeHead(422).end();
    for (const object of objects) response.write(`{"type":"ADDED","object":${object}}\n`);
    const metadata = { resourceVersion: version, annotations: { 'k8s.io/initial-events-end': 'true' } };
    return void response.write(`${JSON.stringify({ type: 'BOOKMARK', object: { metadata } })}\n`);
  }
  if (searchParams.has('watch')) return response.flushHeaders();
  const from = Number(searchParams.get('continue') ?? 0);
  const to = from + Number(searchParams.get('limit') ?? objects.length);
  const metadata = { resourceVersion: version, ...(to < objects.length && { continue: String(to) }) };
  const body = `{"metadata":${JSON.stringify(metadata)},"items":[${objects.slice(from, to).join(',')}]}`;
  const compressed = body.length > 128 * 1024 && String(request.headers['accept-encoding']).includes('gzip');
  if (!compressed) return void response.end(body);
  gzip(body, { level: 1 }, (_error, bytes) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bytes));
});
// The bytes of TCP, TLS included.
server.on('connection', socket => sockets.add(socket as Socket));
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.send!({ kubeconfig: kubeconfigText(`https://127.0.0.1:${port}`, certificate.ca, 'user', 'token') });
});
const before = process.cpuUsage();
process.on('message', () => {
  const { user, system } = process.cpuUsage(before);
  const bytes = [...sockets].reduce((sum, { bytesWritten }) => sum + bytesWritten, 0);
  process.send!({ bytes, cpuSeconds: (user + system) / 1e6 });
});
process.on('disconnect', () => process.exit());
