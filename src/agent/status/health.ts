/** Serves `/metrics`, `/healthz`, `/readyz` and `/status` over plain HTTP to Prometheus, the kubelet and `hns-policy status`. */
import { createServer, type Server } from 'node:http';
import { type AddressInfo, BlockList, isIPv6 } from 'node:net';
import type { Registry } from 'prom-client';

export interface HealthOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly registry: Registry;
  /** Body of `/healthz` and `/readyz`. */
  readonly health: () => { readonly ready: boolean };
  /** Body of `/status`. It names pods and policies, so only loopback peers get it. */
  readonly status: () => unknown;
}

export interface HealthServer {
  readonly port: number;
  close(): Promise<void>;
}

export interface Question {
  readonly method: string | undefined;
  readonly url: string | undefined;
  /** The client's address. */
  readonly peer: string | undefined;
}

export interface Answer {
  readonly code: number;
  readonly type: string;
  readonly body: string;
}

/** @throws Error if the server cannot listen on the address. */
export async function serveHealth(options: HealthOptions): Promise<HealthServer> {
  const server = createServer(async ({ method, url, socket }, response) => {
    const question = { method, url, peer: socket.remoteAddress };
    const { code, type, body } = await answer(question, options).catch(error => text(500, String(error)));
    response.writeHead(code, { 'content-type': type }).end(body);
  });
  await listening(server, options);
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

type Sources = Pick<HealthOptions, 'registry' | 'health' | 'status'>;

export async function answer({ method, url, peer }: Question, { registry, health, status }: Sources): Promise<Answer> {
  if (method !== 'GET' && method !== 'HEAD') return text(405, 'GET only');
  switch (url?.split('?')[0]) {
    case '/metrics':
      return { code: 200, type: registry.contentType, body: await registry.metrics() };
    // A restart of the agent does not repair HNS or the API server, so liveness ignores them.
    case '/healthz':
      return json(200, health());
    case '/readyz':
      return json(health().ready ? 200 : 503, health());
    case '/status':
      return isLoopback(peer) ? json(200, status()) : text(403, 'available on this machine only: run hns-policy status');
    default:
      return text(404, 'not found. Use /metrics, /healthz, /readyz or /status');
  }
}

function json(code: number, value: unknown): Answer {
  return { code, type: 'application/json', body: `${JSON.stringify(value)}\n` };
}

function text(code: number, sentence: string): Answer {
  return { code, type: 'text/plain', body: `${sentence}\n` };
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** @param address May be IPv4-mapped, as from a dual-stack socket: `::ffff:127.0.0.1`. */
function isLoopback(address: string | undefined): boolean {
  return address !== undefined && LOOPBACK.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

function listening(server: Server, { host, port }: HealthOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
