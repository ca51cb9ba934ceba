/**
 * The embedded Kubernetes API server: HTTPS on 127.0.0.1 with its own certificate authority and tokens. It has the kinds that the demo needs, and
 * every user may do everything. Extensions add kinds, patches, authenticators, authorizers and reviews.
 */
import { randomBytes } from 'node:crypto';
import { type IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { type Address, addressOf, attributesOf } from './attributes.ts';
import { servedRequest } from './audit.ts';
import { ANONYMOUS, type Authenticator, bearerToken, StaticTokens, type User, type UserTokens } from './authentication.ts';
import { mediaType, parseBody, readBody } from './body.ts';
import { issueServerCertificate, type ServerCertificate } from './certificate.ts';
import { Connections } from './connections.ts';
import { discover, VERSION } from './discovery.ts';
import type { Extension, Services } from './extension.ts';
import { Faults } from './faults.ts';
import { answerGarbage } from './garbage.ts';
import { serveResource } from './handler.ts';
import { KINDS } from './kinds.ts';
import { kubeconfigText } from './kubeconfig.ts';
import { Kubelet } from './kubelet.ts';
import { runNamespaces } from './namespaces.ts';
import type { SimulatedNode } from './node.ts';
import { openApi, PROTOBUF_V2 } from './openapi.ts';
import { PATCHES } from './patch/patch.ts';
import { MESSAGES } from './protobuf-messages.ts';
import { type Reply, sendError, sendReply } from './reply.ts';
import type { Backend } from './request.ts';
import { allows, resourcePath } from './route.ts';
import { methodNotAllowed, pathNotFound, resourceNotFound, unauthorized } from './status.ts';
import { Store } from './store.ts';

export interface KubeServerOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  readonly nodes?: readonly SimulatedNode[];
  /** Default: one random token for the user `admin`. */
  readonly tokens?: UserTokens;
  readonly extensions?: readonly Extension[];
  /** Minimum number of changes that the server keeps per kind. Watches and continued lists from earlier versions get 410. Default 10,000. */
  readonly history?: number;
  /** Milliseconds between the bookmarks of a watch that asked for them. Default: 60 seconds. */
  readonly bookmarkInterval?: number;
  /** Milliseconds of a second in `timeoutSeconds`, the wait for a future version, hooks and grace periods. Default 1,000. Tests shorten it. */
  readonly second?: number;
  /** Record managedFields, which are half of a real pod's size. Default true. */
  readonly managedFields?: boolean;
  /** Containers run until their grace period ends. Default false: they stop at once. */
  readonly gracePeriods?: boolean;
}

/** An authenticated request below a mounted prefix. */
export interface MountedRequest {
  readonly method: string;
  /** The whole path, for instance `/simulator/connect`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly user: string;
  readonly body: unknown;
}
/** `body` is sent as JSON. */
export interface MountedAnswer {
  readonly status: number;
  readonly body?: unknown;
}
/** A thrown StatusError becomes its Status, any other error a Status with code 500. */
export type MountedHandler = (request: MountedRequest) => MountedAnswer | Promise<MountedAnswer>;

export class KubeServer {
  /** `https://127.0.0.1:PORT`. */
  readonly url: string;
  /** The certificate authority's certificate, PEM. */
  readonly ca: string;
  readonly store: Store;
  readonly kubelet: Kubelet;
  readonly faults: Faults;
  readonly #https: Server;
  readonly #connections = new Connections();
  readonly #users: StaticTokens;
  readonly #services: readonly Services[];
  readonly #backend: Backend;
  readonly #mounts = new Map<string, MountedHandler>();

  static async start(options: KubeServerOptions = {}): Promise<KubeServer> {
    const certificate = issueServerCertificate();
    const https = createServer({ key: certificate.key, cert: certificate.cert });
    await new Promise<void>((resolve, reject) => {
      https.once('error', reject);
      https.listen(options.port ?? 0, '127.0.0.1', resolve);
    });
    return new KubeServer(https, certificate, options);
  }

  private constructor(https: Server, certificate: ServerCertificate, options: KubeServerOptions) {
    this.#https = https;
    this.url = `https://127.0.0.1:${(https.address() as AddressInfo).port}`;
    this.ca = certificate.ca;
    const { extensions = [], second = 1000 } = options;
    this.store = new Store([...KINDS, ...extensions.flatMap(({ kinds = [] }) => kinds)], options.history, options.managedFields);
    this.#users = new StaticTokens(options.tokens ?? { [randomBytes(16).toString('hex')]: 'admin' });
    this.faults = new Faults(this.store, this.#connections);
    this.#services = extensions.flatMap(({ start }) => start?.(this.store) ?? []);
    this.#backend = {
      store: this.store,
      faults: this.faults,
      bookmarkInterval: options.bookmarkInterval ?? 60 * second,
      second,
      messages: Object.assign({}, MESSAGES, ...extensions.map(({ messages }) => messages)),
      patches: Object.assign({}, PATCHES, ...extensions.map(({ patches }) => patches)),
      reviews: Object.assign({}, ...this.#services.map(({ reviews }) => reviews)),
      authorize: (user, attributes) => {
        for (const { authorize } of this.#services) authorize?.(user, attributes);
      },
    };
    this.kubelet = new Kubelet(this.store, { second, gracePeriods: options.gracePeriods ?? false });
    runNamespaces(this.store);
    for (const node of options.nodes ?? []) this.kubelet.join(node);
    // Otherwise the server could close an idle connection just as a client reuses it.
    https.keepAliveTimeout = 0;
    https.requestTimeout = 0;
    https.on('connection', (socket: Socket) => this.#connections.add(socket));
    answerGarbage(https);
    https.on('request', (request, response) => void this.#answer(request, response));
    https.on('upgrade', (request, socket: Socket, head) => this.#upgrade(request, socket, head));
  }

  /** The text of a kubeconfig file. @param user default: the first user of `tokens`. @throws TypeError for a user without a token. */
  kubeconfig(user = this.#users.names[0]!): string {
    return kubeconfigText(this.url, this.ca, user, this.token(user));
  }

  /** A bearer token of a user, for instance `system:serviceaccount:NAMESPACE:NAME` with an extension for service accounts. @throws TypeError */
  token(user: string): string {
    const tokens = this.#authenticators.map(authenticator => authenticator.tokenOf(user));
    const token = tokens.find(token => token !== undefined);
    if (token === undefined) throw new TypeError(`no token for user ${user}`);
    return token;
  }

  /** Serves every path that is `prefix` or begins with `prefix/`. */
  mount(prefix: string, handler: MountedHandler): void {
    this.#mounts.set(prefix, handler);
  }

  /** Bytes sent to all clients since the start, TLS included. */
  get bytesSent(): number {
    return this.#connections.bytesSent;
  }

  /** Ends every connection and timer, and frees the port. */
  async close(): Promise<void> {
    const closed = new Promise(resolve => this.#https.close(resolve));
    this.faults.dropWatches('cut');
    this.kubelet.close();
    // The HTTP server does not track connections during the handshake.
    this.#connections.close();
    await closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const warnings: string[] = [];
    try {
      const gzip = /\bgzip\b/.test(String(request.headers['accept-encoding']));
      await sendReply(response, await this.#serve(request, response, warnings), warnings, gzip);
    } catch (error) {
      sendError(response, error, warnings);
    }
  }

  #upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    try {
      const { pathname, searchParams: query, search } = new URL(request.url ?? '/', this.url);
      const user = this.#userOf(request);
      const attributes = attributesOf(request.method ?? 'GET', pathname, query);
      this.faults.received(servedRequest(user.name, attributes, pathname + search));
      this.#backend.authorize(user, attributes);
      const upgrade = this.#services.find(({ upgrade }) => upgrade)?.upgrade;
      if (!upgrade) throw pathNotFound();
      upgrade({ request, socket, head, user, attributes, query });
    } catch (error) {
      const response = new ServerResponse(request);
      response.assignSocket(socket);
      response.on('finish', () => socket.end());
      sendError(response, error, []);
    }
  }

  async #serve(request: IncomingMessage, response: ServerResponse, warnings: string[]): Promise<Reply> {
    const { pathname, searchParams: query, search } = new URL(request.url ?? '/', this.url);
    const method = request.method ?? 'GET';
    const user = this.#userOf(request);
    const address = addressOf(pathname);
    const attributes = attributesOf(method, pathname, query, address);
    if (!this.faults.received(servedRequest(user.name, attributes, pathname + search))) return 'streaming';
    this.#backend.authorize(user, attributes);
    if (!address) return this.#serveOther(request, pathname, query, user);
    const path = resourcePath(address, this.store.kinds);
    if (!path) throw this.#unknownResource(address);
    const { verb } = attributes;
    if (!allows(path, verb)) throw methodNotAllowed();
    return serveResource(this.#backend, { path, verb, user, query, request, response, warnings });
  }

  /** A served group version answers with a Status. No handler has any other path. */
  #unknownResource({ group, version }: Address): Error {
    const served = this.store.kinds.some(kind => kind.group === group && kind.version === version);
    return served ? resourceNotFound() : pathNotFound();
  }

  get #authenticators(): readonly Authenticator[] {
    return [this.#users, ...this.#services.flatMap(({ authenticator }) => authenticator ?? [])];
  }

  /** The user that the request acts as. @throws StatusError 401, 403 */
  #userOf(request: IncomingMessage): User {
    const token = bearerToken(request.headers.authorization);
    const users = this.#authenticators.map(authenticator => authenticator.userOf(token));
    const requester = users.find(user => user !== undefined);
    // Without an authorizer every user may do everything, so a request needs a user.
    const anonymous = !request.headers.authorization && this.#services.some(({ authorize }) => authorize) ? ANONYMOUS : undefined;
    const user = requester ?? anonymous;
    if (!user) throw unauthorized();
    return this.#services.reduce((user, { impersonate }) => impersonate?.(user, request) ?? user, user);
  }

  async #serveOther(request: IncomingMessage, path: string, query: URLSearchParams, user: User): Promise<Reply> {
    const method = request.method ?? 'GET';
    const { messages, patches } = this.#backend;
    const mounted = [...this.#mounts].find(([prefix]) => path === prefix || path.startsWith(`${prefix}/`));
    if (mounted) {
      const body = parseBody(await readBody(request), mediaType(request), messages);
      const answer = await mounted[1]({ method, path, query, user: user.name, body });
      return { code: answer.status, body: answer.body ?? {} };
    }
    if (['/healthz', '/livez', '/readyz'].includes(path)) return { code: 200, body: 'ok' };
    const body = path === '/version' ? VERSION : (discover(path, this.store.kinds) ?? openApi(path, this.store.kinds, patches));
    if (body === undefined) throw pathNotFound();
    if (method !== 'GET') throw methodNotAllowed();
    if (path === '/openapi/v2' && request.headers.accept === PROTOBUF_V2.accept) return PROTOBUF_V2;
    return { code: 200, body };
  }
}
