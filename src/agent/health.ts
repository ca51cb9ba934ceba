/** `/metrics`, `/healthz` and `/readyz` over plain HTTP, for Prometheus and the kubelet. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';

export interface HealthOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly registry: Registry;
  /** What `/healthz` and `/readyz` show. */
  readonly status: () => { readonly ready: boolean };
}

export interface HealthServer {
  readonly port: number;
  close(): Promise<void>;
}

/** @throws When the address cannot be listened on. */
export async function serveHealth(options: HealthOptions): Promise<HealthServer> {
  const server = createServer(async (request, response) => {
    const { code, type, body } = await answer(request.method ?? '', request.url ?? '', options);
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

async function answer(
  method: string,
  url: string,
  { registry, status }: HealthOptions,
): Promise<{ code: number; type: string; body: string }> {
  const json = { type: 'application/json', body: `${JSON.stringify(status())}\n` };
  const path = url.split('?')[0];
  if (method !== 'GET' && method !== 'HEAD') return { code: 405, type: 'text/plain', body: 'GET only\n' };
  if (path === '/metrics') return { code: 200, type: registry.contentType, body: await registry.metrics() };
  // Alive is all that a restart could mend: a broken HNS or API server is no reason to kill the agent.
  if (path === '/healthz') return { code: 200, ...json };
  if (path === '/readyz') return { code: status().ready ? 200 : 503, ...json };
  return { code: 404, type: 'text/plain', body: 'try /metrics, /healthz or /readyz\n' };
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
