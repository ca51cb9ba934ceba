/**
 * HTTP requests to the API server of a KubeConfig, with its certificates and credentials, on node:https.
 *
 * This is not client-node's Watch, which has five defects. It drops events that it cannot parse or whose callback throws. It reduces an error to
 * its status text, without reason and Retry-After. It also splits lines at U+2028. It cannot be aborted before the answer. And it creates an
 * undici agent for every request, so no connection is reused.
 */
import http, { type IncomingMessage } from 'node:http';
import https, { type RequestOptions } from 'node:https';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { KubeConfig } from '@kubernetes/client-node';
import { ApiError } from './api-error.ts';
import { Credentials } from './credentials.ts';
import { rejection } from './rejection.ts';
import { Watchdog } from './watchdog.ts';

export interface ApiRequest {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** For instance `/api/v1/pods`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Default application/json. A PATCH uses it to select the kind of patch. */
  readonly contentType?: string;
  /** Accept a compressed answer. The API server compresses lists of more than 128 KB, and never a watch. */
  readonly gzip?: boolean;
  readonly signal?: AbortSignal;
  /** Milliseconds of silence after which the connection counts as dead. Read again after each part of the answer and before giving up. */
  readonly patience: () => number;
  /** Called after the server accepted the request, before the body arrives. */
  readonly onAccepted?: () => void;
  /** Called for each part of the body with its decompressed size in bytes. */
  readonly onReceived?: (bytes: number) => void;
}

/** No data arrived within the patience of the request. */
export class SilenceError extends Error {
  constructor(milliseconds: number) {
    super(`no data received for ${milliseconds / 1000} s`);
    this.name = 'SilenceError';
  }
}

// TCP detects dead peers where no timeout applies. Cloud load balancers drop idle connections after one minute at the earliest.
const KEEP_ALIVE = 30_000;

/** The part of a connection that lists and watches use. */
export type Requests = Pick<ApiConnection, 'chunks' | 'json'>;

export class ApiConnection {
  readonly #kubeConfig: KubeConfig;
  readonly #credentials: Credentials;
  readonly #agent = new https.Agent({ keepAlive: true });

  constructor(kubeConfig: KubeConfig) {
    this.#kubeConfig = kubeConfig;
    this.#credentials = new Credentials(kubeConfig);
  }

  /**
   * The body of the answer as it arrives. Leaving the iteration ends the request. A request with answer 401 is repeated once if there is a newer
   * token, because the kubelet may have replaced the file in the meantime.
   * @throws ApiError if the answer is an error, SilenceError, the reason of the signal, or any error of node:https.
   */
  async *chunks(request: ApiRequest): AsyncGenerator<Buffer> {
    const options = await this.#options(request);
    try {
      yield* this.#answer(request, options);
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 401)) throw error;
      this.#credentials.forget();
      const renewed = await this.#options(request);
      if (authorization(renewed) === authorization(options)) throw error;
      yield* this.#answer(request, renewed);
    }
  }

  async *#answer(request: ApiRequest, options: RequestOptions): AsyncGenerator<Buffer> {
    const { signal, patience } = request;
    const outgoing = this.#begin(request, options);
    let response: IncomingMessage | undefined;
    const watchdog = new Watchdog(patience, () => (response ?? outgoing).destroy(new SilenceError(patience())));
    try {
      response = await answerOf(outgoing, request.body);
      if (response.statusCode! < 200 || response.statusCode! > 299) throw await rejection(response);
      request.onAccepted?.();
      watchdog.feed();
      for await (const chunk of bodyOf(response)) {
        signal?.throwIfAborted();
        watchdog.feed();
        request.onReceived?.(chunk.length);
        yield chunk;
      }
    } finally {
      watchdog.stop();
      // Only a connection whose answer was read to the end can be reused.
      if (!response?.readableEnded) outgoing.destroy();
    }
  }

  /** The body of the answer as JSON. @throws like `chunks`, and SyntaxError. */
  async json(request: ApiRequest): Promise<unknown> {
    const chunks: Buffer[] = [];
    for await (const chunk of this.chunks(request)) chunks.push(chunk);
    return JSON.parse(Buffer.concat(chunks).toString());
  }

  /** Aborts running requests. */
  close(): void {
    this.#credentials.close();
    this.#agent.destroy();
  }

  /** Computed for each request, because tokens and certificates rotate. */
  async #options({ method = 'GET', body, contentType = 'application/json', gzip, signal }: ApiRequest): Promise<RequestOptions> {
    const headers: Record<string, string> = { Accept: 'application/json', 'User-Agent': 'hns-policy-agent' };
    if (body !== undefined) headers['Content-Type'] = contentType;
    if (gzip) headers['Accept-Encoding'] = 'gzip';
    const options: RequestOptions = { method, headers };
    await unlessAborted(this.#credentials.apply(options), signal);
    if (signal) options.signal = signal;
    return options;
  }

  #begin({ path, query }: ApiRequest, options: RequestOptions): http.ClientRequest {
    const cluster = this.#kubeConfig.getCurrentCluster();
    if (!cluster) throw new Error('the kubeconfig names no current cluster');
    const url = new URL(cluster.server.replace(/\/+$/, '') + path);
    for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
    const secure = url.protocol === 'https:';
    // KubeConfig's own agent keeps the first certificates. It is needed only for proxies.
    const agent = secure && !cluster.proxyUrl ? this.#agent : options.agent;
    const outgoing = secure ? https.request(url, { ...options, agent }) : http.request(url, options);
    return outgoing.on('socket', socket => socket.setKeepAlive(true, KEEP_ALIVE));
  }
}

function authorization({ headers }: RequestOptions): unknown {
  return (headers as Record<string, unknown> | undefined)?.Authorization;
}

/** @throws The signal's reason once it is aborted. */
async function unlessAborted<T>(result: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal?.reason);
  if (signal?.aborted) abort();
  else signal?.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([result, promise]);
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

function answerOf(outgoing: http.ClientRequest, body: unknown): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  // The listener stays. A later error reaches the reader of the answer and must not be an uncaught exception here.
  outgoing.on('error', reject).once('response', resolve);
  if (body === undefined) outgoing.end();
  else {
    const bytes = Buffer.from(JSON.stringify(body));
    // Node.js sends the body of a DELETE without a length, and the API server then ignores it.
    outgoing.setHeader('Content-Length', bytes.length).end(bytes);
  }
  return promise;
}

/** Decompresses the body. An error of the answer ends it. */
function bodyOf(response: IncomingMessage): AsyncIterable<Buffer> {
  if (response.headers['content-encoding'] !== 'gzip') return response;
  // The reader of the stream gets the error.
  return pipeline(response, createGunzip(), () => {});
}
