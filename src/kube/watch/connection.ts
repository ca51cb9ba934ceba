/**
 * HTTP requests to the API server of a KubeConfig: its addresses, certificates and credentials, on node:https.
 *
 * Not client-node's Watch: it throws away what it cannot parse and what its callback throws, so that an event is lost without a word; it
 * reduces a refusal to its status text, without reason and Retry-After; it splits lines at U+2028 too; it cannot be aborted before the
 * answer; and every request makes a new undici agent, so that no connection is used twice.
 */
import http, { type IncomingMessage } from 'node:http';
import https, { type RequestOptions } from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node';
import { type ApiError, apiErrorOf } from './api-error.ts';
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
  readonly signal?: AbortSignal;
  /** Milliseconds of silence after which the connection counts as dead; asked anew whenever something arrives, and before it is given up. */
  readonly patience: () => number;
  /** Called when the server has accepted the request, before anything of the body. */
  readonly onAccepted?: () => void;
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
  readonly #agent = new https.Agent({ keepAlive: true });

  constructor(kubeConfig: KubeConfig) {
    this.#kubeConfig = kubeConfig;
  }

  /**
   * The answer's body as it arrives. Leaving the iteration ends the request.
   * @throws ApiError when the answer is no success, SilenceError, or what node:https throws.
   */
  async *chunks(request: ApiRequest): AsyncGenerator<Buffer> {
    const { signal, patience } = request;
    const outgoing = await this.#begin(request);
    let response: IncomingMessage | undefined;
    const watchdog = new Watchdog(patience, () => (response ?? outgoing).destroy(new SilenceError(patience())));
    try {
      response = await answerOf(outgoing, request.body);
      if (response.statusCode! < 200 || response.statusCode! > 299) throw await refusal(response);
      request.onAccepted?.();
      for await (const chunk of response) {
        signal?.throwIfAborted();
        watchdog.feed();
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
    this.#agent.destroy();
  }

  async #begin(request: ApiRequest) {
    const cluster = this.#kubeConfig.getCurrentCluster();
    if (!cluster) throw new Error('the kubeconfig names no current cluster');
    const url = new URL(cluster.server.replace(/\/+$/, '') + request.path);
    for (const [name, value] of Object.entries(request.query ?? {})) url.searchParams.set(name, value);
    const headers: Record<string, string> = { Accept: 'application/json', 'User-Agent': 'hns-policy-agent' };
    if (request.body !== undefined) headers['Content-Type'] = request.contentType ?? 'application/json';
    const options: RequestOptions = { method: request.method ?? 'GET', headers };
    // Every time anew: tokens and certificates rotate.
    await this.#kubeConfig.applyToHTTPSOptions(options);
    request.signal?.throwIfAborted();
    if (request.signal) options.signal = request.signal;
    const secure = url.protocol === 'https:';
    // KubeConfig's own agent holds on to the first certificates for ever; it is needed only for its proxies.
    if (secure && !cluster.proxyUrl) options.agent = this.#agent;
    const outgoing = secure ? https.request(url, options) : http.request(url, options);
    return outgoing.on('socket', socket => socket.setKeepAlive(true, KEEP_ALIVE));
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

async function refusal(response: IncomingMessage): Promise<ApiError> {
  let body = '';
  for await (const chunk of response.setEncoding('utf8')) {
    body += chunk;
    if (body.length > MAX_ERROR_BODY) break;
  }
  return apiErrorOf(response.statusCode!, body, response.headers['retry-after']);
}
