/** Serves `/metrics`, `/healthz`, `/readyz` and `/status` over plain HTTP to Prometheus, the kubelet and `hns-policy status`. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';
import { type HttpLimits, limitedOptions, limitServer } from '../http-limits.ts';
import { listen } from '../listen.ts';
import { type RenderedMetrics, renderedOnce } from '../metrics/rendered-once.ts';
import { isLocal, type Origin } from './local-request.ts';

export interface HealthOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly registry: Registry;
  /** Body of `/healthz` and `/readyz` for local requests. Others get one word. */
  readonly health: () => { readonly ready: boolean };
  /** Body of `/status`. It names pods and policies, so only local requests get it. */
  readonly status: () => unknown;
  readonly limits: HttpLimits;
  /** Only local requests get `/metrics`, because another server has them for everyone else. */
  readonly hidesMetrics?: boolean;
}

export interface HealthServer {
  readonly port: number;
  close(): Promise<void>;
}

export interface Question extends Origin {
  readonly method: string | undefined;
  readonly url: string | undefined;
}

export interface Answer {
  readonly code: number;
  readonly type: string;
  readonly body: string;
}

/** @throws Error if the server cannot listen on the address. */
export async function serveHealth(options: HealthOptions): Promise<HealthServer> {
  const sources = { ...options, registry: renderedOnce(options.registry) };
  const server = createServer(limitedOptions(options.limits), async ({ method, url, socket, headers }, response) => {
    const question = { method, url, peer: socket.remoteAddress, host: headers.host };
    const { code, type, body } = await answer(question, sources).catch(error => text(500, String(error)));
    response.writeHead(code, { 'content-type': type }).end(body);
  });
  limitServer(server, options.limits);
  await listen(server, options);
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

type Sources = Pick<HealthOptions, 'health' | 'status' | 'hidesMetrics'> & { readonly registry: RenderedMetrics };

export async function answer({ method, url, ...origin }: Question, { registry, health, status, hidesMetrics }: Sources): Promise<Answer> {
  if (method !== 'GET' && method !== 'HEAD') return text(405, 'GET only');
  const local = isLocal(origin);
  switch (url?.split('?')[0]) {
    case '/metrics':
      return hidesMetrics && !local
        ? text(403, 'available at secureMetricsAddress')
        : { code: 200, type: registry.contentType, body: await registry.metrics() };
    // A restart of the agent does not repair HNS or the API server, so liveness ignores them.
    case '/healthz':
      return local ? json(200, health()) : text(200, 'alive');
    case '/readyz': {
      const answer = health();
      const code = answer.ready ? 200 : 503;
      return local ? json(code, answer) : text(code, answer.ready ? 'ready' : 'not ready');
    }
    case '/status':
      return local ? json(200, status()) : text(403, 'available on this machine only: run hns-policy status');
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
