/** The embedded Kubernetes API server: HTTPS on 127.0.0.1 with a certificate authority and tokens of its own. RBAC is enforced for everybody. */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { servedRequest } from './audit.ts';
import { Authenticator, type User, type UserTokens } from './authentication.ts';
import { mediaType, parseBody, readBody } from './body.ts';
import { issueServerCertificate, type ServerCertificate } from './certificate.ts';
import { discover, VERSION } from './discovery.ts';
import { Faults } from './faults.ts';
import { serveResource } from './handler.ts';
import { actingUser } from './impersonation.ts';
import { kubeconfigText } from './kubeconfig.ts';
import { Kubelet } from './kubelet.ts';
import { runNamespaces } from './namespaces.ts';
import type { SimulatedNode } from './node.ts';
import { openApi, PROTOBUF_V2 } from './openapi.ts';
import { addressOf, attributesOf } from './rbac/attributes.ts';
import { demand } from './rbac/authorize.ts';
import { bootstrapRoles } from './rbac/bootstrap.ts';
import { type Reply, sendError, sendReply } from './reply.ts';
import { RESOURCES, type Resource } from './resources.ts';
import { allows, resourcePath } from './route.ts';
import { AUDIENCE, accountOf, ServiceAccountTokens } from './service-account-tokens.ts';
import { methodNotAllowed, pathNotFound, unauthorized } from './status.ts';
import { Store } from './store.ts';

export interface KubeServerOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  readonly nodes?: readonly SimulatedNode[];
  /** Default: one random token for the user `admin`, who may do everything. Service accounts have tokens beside these. */
  readonly tokens?: UserTokens;
  /** Whether the custom resources of the Prometheus Operator (PodMonitor, ServiceMonitor, PrometheusRule) are installed. Default true. */
  readonly prometheusOperator?: boolean;
  /** Changes remembered per kind, at least, for watches and continued lists; what needs an older one gets 410. Default 10,000. */
  readonly history?: number;
  /** Milliseconds between the bookmarks of a watch that asked for them. Default 60,000. */
  readonly bookmarkInterval?: number;
}

/** A request below a mounted prefix; authenticated, its body parsed as JSON (undefined when empty). */
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
/** What it throws is answered as a Status: a StatusError as it says, anything else with code 500. */
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
  readonly #authenticator: Authenticator;
  readonly #accounts: ServiceAccountTokens;
  readonly #resources: readonly Resource[];
  readonly #mounts = new Map<string, MountedHandler>();
  readonly #bookmarkInterval: number;

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
    this.#resources = RESOURCES.filter(({ custom }) => !custom || options.prometheusOperator !== false);
    this.#bookmarkInterval = options.bookmarkInterval ?? 60_000;
    this.store = new Store(options.history);
    this.#accounts = new ServiceAccountTokens(this.store);
    this.#authenticator = new Authenticator(options.tokens ?? { [randomBytes(16).toString('hex')]: 'admin' }, this.#accounts);
    this.faults = new Faults(this.store);
    this.kubelet = new Kubelet(this.store);
    runNamespaces(this.store);
    this.store.seed(bootstrapRoles());
    for (const node of options.nodes ?? []) this.kubelet.join(node);
    // An idle connection that the server closes just as a client reuses it is a failure that no test wants by chance.
    https.keepAliveTimeout = 0;
    https.requestTimeout = 0;
    https.on('connection', (socket: Socket) => this.faults.connected(socket));
    https.on('request', (request, response) => void this.#answer(request, response));
  }

  /**
   * The text of a kubeconfig file.
   * @param user one of `tokens`, or a service account as `system:serviceaccount:NAMESPACE:NAME`, which gets a new token for it; default: the first user.
   * @throws TypeError for a user without a token and for a service account that is not there.
   */
  kubeconfig(user?: string): string {
    const account = accountOf(user ?? '');
    const name = user ?? this.#authenticator.tokenOf()?.name;
    const token = account ? this.serviceAccountToken(account.namespace, account.name) : this.#authenticator.tokenOf(user)?.token;
    if (name === undefined || token === undefined) throw new TypeError(`no token for user ${user}`);
    return kubeconfigText(this.url, this.ca, name, token);
  }

  /**
   * A new token, as the service account's pods get one; it ends with the account.
   * @param seconds how long it is valid; default: an hour. @throws TypeError when there is no such account.
   */
  serviceAccountToken(namespace: string, name: string, seconds = 3600): string {
    const account = this.store.get('serviceaccounts', `${namespace}/${name}`);
    if (!account) throw new TypeError(`no service account ${namespace}/${name}`);
    return this.#accounts.issue(account, { seconds, audiences: [AUDIENCE] }).token;
  }

  /** Serves every path that is `prefix` or begins with `prefix/`. */
  mount(prefix: string, handler: MountedHandler): void {
    this.#mounts.set(prefix, handler);
  }

  /** Ends every connection and timer; the port is free afterwards. */
  async close(): Promise<void> {
    const closed = new Promise(resolve => this.#https.close(resolve));
    this.faults.dropWatches('cut');
    // Connections in the middle of the handshake too, which the HTTP server does not know of.
    this.faults.disconnect();
    await closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const warnings: string[] = [];
    try {
      await sendReply(response, await this.#serve(request, response, warnings), warnings);
    } catch (error) {
      sendError(response, error);
    }
  }

  async #serve(request: IncomingMessage, response: ServerResponse, warnings: string[]): Promise<Reply> {
    const { pathname, searchParams: query, search } = new URL(request.url ?? '/', this.url);
    const method = request.method ?? 'GET';
    const requester = this.#authenticator.userOf(request.headers.authorization);
    if (!requester) throw unauthorized();
    const user = actingUser(this.store, requester, request);
    const address = addressOf(pathname);
    const attributes = attributesOf(method, pathname, query, address);
    this.faults.received(servedRequest(user.name, attributes, pathname + search));
    demand(this.store, user, attributes);
    if (!address) return this.#serveOther(request, pathname, query, user);
    const path = resourcePath(address, this.#resources);
    if (!path) throw pathNotFound();
    const { verb } = attributes;
    if (!allows(path, verb)) throw methodNotAllowed();
    const backend = { store: this.store, tokens: this.#accounts, faults: this.faults, bookmarkInterval: this.#bookmarkInterval };
    return serveResource(backend, { path, verb, user, query, request, response, warnings });
  }

  async #serveOther(request: IncomingMessage, path: string, query: URLSearchParams, user: User): Promise<Reply> {
    const method = request.method ?? 'GET';
    const mounted = [...this.#mounts].find(([prefix]) => path === prefix || path.startsWith(`${prefix}/`));
    if (mounted) {
      const body = parseBody(await readBody(request), mediaType(request));
      const answer = await mounted[1]({ method, path, query, user: user.name, body });
      return { code: answer.status, body: answer.body ?? {} };
    }
    if (['/healthz', '/livez', '/readyz'].includes(path)) return { code: 200, body: 'ok' };
    const body = path === '/version' ? VERSION : (discover(path, this.#resources) ?? openApi(path, this.#resources));
    if (body === undefined) throw pathNotFound();
    if (method !== 'GET') throw methodNotAllowed();
    if (path === '/openapi/v2' && request.headers.accept === PROTOBUF_V2.accept) return PROTOBUF_V2;
    return { code: 200, body };
  }
}
