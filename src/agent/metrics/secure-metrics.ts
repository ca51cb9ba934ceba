/** Serves `/metrics` over HTTPS to clients whose bearer token may get it. */
import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { KubeConfig } from '@kubernetes/client-node';
import type { Registry } from 'prom-client';
import { ApiConnection } from '../../kube/watch/connection.ts';
import { type Config, parseListenAddress } from '../config.ts';
import { type HttpLimits, limitedOptions, limitServer } from '../http-limits.ts';
import { listen } from '../listen.ts';
import type { Log } from '../log.ts';
import { MetricsAccess } from './metrics-access.ts';
import { type RenderedMetrics, renderedOnce } from './rendered-once.ts';

export interface SecureMetricsOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Paths of PEM files. They are read again every minute, because certificates are renewed. */
  readonly certFile: string;
  readonly keyFile: string;
  readonly limits: HttpLimits;
  readonly registry: RenderedMetrics;
  readonly access: Pick<MetricsAccess, 'verdict'>;
  readonly log: Log;
}

export interface SecureMetrics {
  readonly port: number;
  /** Reads the certificate again. A file that cannot be read or used is logged, and the last certificate stays. */
  reload(): Promise<void>;
  close(): Promise<void>;
}

const RELOAD_MS = 60_000;

/** Undefined without secureMetricsAddress. @throws Error if a file cannot be read or the server cannot listen on the address. */
export async function startSecureMetrics(
  { secureMetricsAddress, secureMetricsCertFile: certFile, secureMetricsKeyFile: keyFile }: Config,
  kubeConfig: KubeConfig,
  limits: HttpLimits,
  registry: Registry,
  log: Log,
): Promise<SecureMetrics | undefined> {
  if (secureMetricsAddress === undefined || certFile === undefined || keyFile === undefined) return undefined;
  const connection = new ApiConnection(kubeConfig);
  const access = new MetricsAccess({ send: request => connection.json(request), now: () => performance.now() });
  const address = parseListenAddress(secureMetricsAddress)!;
  const server = await serveSecureMetrics({ ...address, certFile, keyFile, limits, registry: renderedOnce(registry), access, log });
  return {
    ...server,
    close: async () => {
      await server.close();
      connection.close();
    },
  };
}

/** @throws Error if a file cannot be read or the server cannot listen on the address. */
export async function serveSecureMetrics(options: SecureMetricsOptions): Promise<SecureMetrics> {
  const { certFile, keyFile, limits, log } = options;
  const read = async () => ({ cert: await readFile(certFile, 'utf8'), key: await readFile(keyFile, 'utf8') });
  let current = await read();
  const bounds = { ...limitedOptions(limits), handshakeTimeout: limits.timeoutMs };
  const server = createServer({ ...current, ...bounds, minVersion: 'TLSv1.2' }, async (request, response) => {
    const { code, headers, body } = await answer(request, options).catch(error => {
      log.warn('a client of the metrics cannot be checked', { error: (error as Error).message });
      return sentence(503, 'the API server does not answer');
    });
    response.writeHead(code, headers).end(body);
  });
  limitServer(server, limits);
  const reload = async () => {
    try {
      const next = await read();
      if (next.cert === current.cert && next.key === current.key) return;
      server.setSecureContext({ ...next, minVersion: 'TLSv1.2' });
      current = next;
    } catch (error) {
      log.warn('the certificate of the metrics cannot be read again', { error: (error as Error).message });
    }
  };
  await listen(server, options);
  const timer = setInterval(() => void reload(), RELOAD_MS).unref();
  return {
    port: (server.address() as AddressInfo).port,
    reload,
    close: () =>
      new Promise(resolve => {
        clearInterval(timer);
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Answer {
  readonly code: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

async function answer({ method, url, headers, socket }: IncomingMessage, { registry, access }: SecureMetricsOptions): Promise<Answer> {
  if (method !== 'GET' && method !== 'HEAD') return sentence(405, 'GET only');
  if (url?.split('?')[0] !== '/metrics') return sentence(404, 'not found. Use /metrics');
  const token = /^Bearer ([\w.~+/-]+=*)$/i.exec(headers.authorization ?? '')?.[1];
  const verdict = token === undefined ? 'unauthenticated' : await access.verdict(token, socket.remoteAddress ?? '');
  switch (verdict) {
    case 'allowed':
      return { code: 200, headers: { 'content-type': registry.contentType }, body: await registry.metrics() };
    case 'unauthenticated':
      return sentence(401, 'send a bearer token', { 'www-authenticate': 'Bearer' });
    case 'forbidden':
      return sentence(403, 'the user of this token may not get /metrics');
    case undefined:
      return sentence(429, 'too many tokens to check', { 'retry-after': '60' });
  }
}

function sentence(code: number, text: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { code, headers: { ...headers, 'content-type': 'text/plain' }, body: `${text}\n` };
}
