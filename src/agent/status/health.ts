/** Serves `/metrics`, `/healthz`, `/readyz` and `/status` over plain HTTP to Prometheus, the kubelet and `hns-policy status`. */
import { createServer, type Server, type ServerOptions } from 'node:http';
import { type AddressInfo, BlockList, isIPv6 } from 'node:net';
import type { Registry } from 'prom-client';
import { limitConnections } from './connection-limit.ts';

/** Any process that reaches the port can open connections. */
export interface HttpLimits {
  readonly connections: number;
  readonly headerBytes: number;
  /** Milliseconds for a client to send a request, and to go on reading an answer. */
  readonly timeoutMs: number;
}

export interface HealthOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly registry: Registry;
  /** Body of `/healthz` and `/readyz`. */
  readonly health: () => { readonly ready: boolean };
  /** Body of `/status`. It names pods and policies, so only loopback peers get it. */
  readonly status: () => unknown;
  readonly limits: HttpLimits;
  /** Called for each connection that was ended because too many were open. */
  readonly onConnectionEnded: () => void;
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
  const { limits, registry } = options;
  const sources = { ...options, registry: renderedOnce(registry) };
  const server = createServer(serverOptions(limits), async ({ method, url, socket }, response) => {
    const question = { method, url, peer: socket.remoteAddress };
    const { code, type, body } = await answer(question, sources).catch(error => text(500, String(error)));
    response.writeHead(code, { 'content-type': type }).end(body);
  });
  server.maxRequestsPerSocket = MOST_REQUESTS;
  // A client that stops reading its answer.
  server.setTimeout(limits.timeoutMs);
  limitConnections(server, { most: limits.connections, onEnded: options.onConnectionEnded });
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

/** A connection can send many requests at once, and each holds its answer. */
const MOST_REQUESTS = 100;

function serverOptions({ headerBytes, timeoutMs }: HttpLimits): ServerOptions {
  return {
    maxHeaderSize: headerBytes,
    headersTimeout: timeoutMs,
    requestTimeout: timeoutMs,
    connectionsCheckingInterval: Math.min(timeoutMs, 1_000),
  };
}

type RenderedMetrics = Pick<Registry, 'contentType' | 'metrics'>;

/** Requests that arrive while the metrics are rendered share the text. */
function renderedOnce(registry: Registry): RenderedMetrics {
  let rendering: Promise<string> | undefined;
  return {
    contentType: registry.contentType,
    metrics: () => {
      rendering ??= registry.metrics().finally(() => {
        rendering = undefined;
      });
      return rendering;
    },
  };
}

type Sources = Pick<HealthOptions, 'health' | 'status'> & { readonly registry: RenderedMetrics };

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
