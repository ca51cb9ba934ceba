/**
 * HTTP requests to the API server of a KubeConfig: its addresses, certificates and credentials, on node:https.
 *
 * Not client-node's Watch: it throws away what it cannot parse and what its callback throws, so that an event is lost without a word; it
 * reduces a refusal to its status text, without reason and Retry-After; it splits lines at U+2028 too; it cannot be aborted before the
 * answer; and every request makes a new undici agent, so that no connection is used twice.
 */
import http, { type IncomingMessage } from 'node:http';
import https, { type RequestOptions } from 'node:https';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { KubeConfig } from '@kubernetes/client-node';
import { ApiError, apiErrorOf } from './api-error.ts';
import { Credentials } from './credentials.ts';
import { Watchdog } from './watchdog.ts';

export interface ApiRequest {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** For instance `/api/v1/pods`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Default application/json; a PATCH says with it which kind of patch it is. */
  readonly contentType?: string;
  /** Accept a compressed answer. The API server compresses lists of more than 128 KB, and never a watch. */
  readonly gzip?: boolean;
  readonly signal?: AbortSignal;
  /** Milliseconds of silence after which the connection counts as dead; asked anew whenever something arrives, and before it is given up. */
  readonly patience: () => number;
  /** Called when the server has accepted the request, before anything of the body. */
  readonly onAccepted?: () => void;
  /** Called for each part of the body, with its bytes after decompression. */
  readonly onReceived?: (bytes: number) => void;
}

/** Nothing was heard for as long as the request had patience. */
export class SilenceError extends Error {
  constructor(milliseconds: number) {
    super(`nothing heard for ${milliseconds / 1000} s`);
    this.name = 'SilenceError';
  }
}

// A dead peer that no timeout of ours covers is found by TCP; cloud load balancers drop idle connections after one minute at the earliest.
const KEEP_ALIVE = 30_000;
const MAX_ERROR_BODY = 64 * 1024;

/** What lists and watches need of a connection. */
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
   * The answer's body as it arrives. Leaving the iteration ends the request. A request that gets 401 is repeated once if there is a newer
   * token: the kubelet may have replaced the file while the request was on its way.
   * @throws ApiError when the answer is no success, SilenceError, the reason of the signal, or what node:https throws.
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
      if (response.statusCode! < 200 || response.statusCode! > 299) throw await refusal(response);
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
      // A connection whose answer was read to its end goes back to the agent.
      if (!response?.readableEnded) outgoing.destroy();
    }
  }

  /** The answer's body as JSON. @throws also SyntaxError. */
  async json(request: ApiRequest): Promise<unknown> {
    const chunks: Buffer[] = [];
    for await (const chunk of this.chunks(request)) chunks.push(chunk);
    return JSON.parse(Buffer.concat(chunks).toString());
  }

  /** Cuts what is under way. */
  close(): void {
    this.#credentials.close();
    this.#agent.destroy();
  }

  /** For each request anew, because tokens and certificates rotate. */
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
    // KubeConfig's own agent keeps the first certificates. Only its proxies need it.
    const agent = secure && !cluster.proxyUrl ? this.#agent : options.agent;
    const outgoing = secure ? https.request(url, { ...options, agent }) : http.request(url, options);
    return outgoing.on('socket', socket => socket.setKeepAlive(true, KEEP_ALIVE));
  }
}

function authorization({ headers }: RequestOptions): unknown {
  return (headers as Record<string, unknown> | undefined)?.Authorization;
}

/** @throws The signal's reason as soon as it is aborted. */
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
  // The listener stays: an error after the answer reaches the reader of the answer, and here must not become an uncaught one.
  outgoing.on('error', reject).once('response', resolve);
  if (body === undefined) outgoing.end();
  else {
    const bytes = Buffer.from(JSON.stringify(body));
    // Node.js sends the body of a DELETE without any length, and the API server then ignores it.
    outgoing.setHeader('Content-Length', bytes.length).end(bytes);
  }
  return promise;
}

/** Without compression. An error of the answer ends it. */
function bodyOf(response: IncomingMessage): AsyncIterable<Buffer> {
  if (response.headers['content-encoding'] !== 'gzip') return response;
  // The reader of the stream gets the error.
  return pipeline(response, createGunzip(), () => {});
}

async function refusal(response: IncomingMessage): Promise<ApiError> {
  let body = '';
  for await (const chunk of response.setEncoding('utf8')) {
    body += chunk;
    if (body.length > MAX_ERROR_BODY) break;
  }
  return apiErrorOf(response.statusCode!, body, response.headers['retry-after']);
}
