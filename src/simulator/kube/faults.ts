/** Controls of the server for tests: outages, errors, behaviour of older servers, and a log of requests. */
import type { Socket } from 'node:net';
import { isResource, type ServedRequest } from './audit.ts';
import type { StreamingLists } from './list-options.ts';
import { StatusError, tooManyRequests, tooOld } from './status.ts';
import type { Store } from './store.ts';
import type { Watch } from './watch.ts';

export interface InjectedError {
  /** HTTP status, for instance 429, 500 or 503. 429 has a plain-text body, as the real server's. */
  readonly status: number;
  /** Seconds, sent as `Retry-After`. */
  readonly retryAfter?: number;
  /** Number of matching requests that fail. Default 1. Infinity: until `clear()`. */
  readonly times?: number;
  /** Default: every resource request. */
  readonly when?: (request: ServedRequest) => boolean;
}

const REASONS: Readonly<Record<number, string>> = {
  403: 'Forbidden',
  409: 'Conflict',
  500: 'InternalError',
  503: 'ServiceUnavailable',
  504: 'Timeout',
};

export class Faults {
  /**
   * Handling of `sendInitialEvents`. served: as requested. refused: rejected with 422, like a server with the feature gate off or (with another
   * message) before 1.27. ignored: an ordinary watch, without the bookmark that ends the initial events.
   */
  streamingLists: StreamingLists = 'served';
  /** Response to a watch from a forgotten resourceVersion: an ERROR event in a 200 stream, like a real server, or HTTP 410. */
  goneAs: 'event' | 'status' = 'event';
  readonly #store: Store;
  readonly #watches = new Set<Watch>();
  readonly #sockets = new Set<Socket>();
  readonly #requests: ServedRequest[] = [];
  #injected: { readonly error: InjectedError; left: number }[] = [];
  #away = false;

  constructor(store: Store) {
    this.#store = store;
  }

  /** All authenticated requests since the start or the last `forgetRequests()`, in order. Failed and forbidden requests are included. */
  get requests(): readonly ServedRequest[] {
    return this.#requests;
  }

  forgetRequests(): void {
    this.#requests.length = 0;
  }

  /** Fails the next requests that match. Several injections are tried in order. */
  inject(error: InjectedError): void {
    this.#injected.push({ error, left: error.times ?? 1 });
  }

  /** Ends all injections. */
  clear(): void {
    this.#injected = [];
  }

  /** Number of open watches. */
  get watches(): number {
    return this.#watches.size;
  }

  /** Ends all watches. `cut` breaks the connections in the middle of the stream. `end` closes the streams. `gone` sends an ERROR event 410 first. */
  dropWatches(how: 'cut' | 'end' | 'gone' = 'cut'): void {
    const { revision } = this.#store;
    for (const watch of [...this.#watches]) {
      if (how === 'gone') watch.fail(tooOld(revision, revision).status);
      else watch[how]();
    }
  }

  /** Sends a bookmark to every watch that asked for them. */
  sendBookmarks(): void {
    for (const watch of this.#watches) watch.bookmark(this.#store.revision);
  }

  /** Forgets the history. Later watches and continued lists from earlier versions get 410. Open watches continue. */
  compact(): void {
    this.#store.compact();
  }

  /** Resets all connections, including new ones, until `comeBack()`. The state is kept. */
  goAway(): void {
    this.#away = true;
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  comeBack(): void {
    this.#away = false;
  }

  /** Called by the server when it closes. Ends all connections. */
  disconnect(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Called by the server for each new connection. */
  connected(socket: Socket): void {
    if (this.#away) {
      socket.resetAndDestroy();
      return;
    }
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
  }

  /** Called by the server for each request. @throws StatusError, PlainTextError if an injection matches. */
  received(request: ServedRequest): void {
    this.#requests.push(request);
    const injection = this.#injected.find(({ error, left }) => left > 0 && (error.when ?? isResource)(request));
    if (!injection) return;
    injection.left--;
    const { status, retryAfter } = injection.error;
    if (status === 429) throw tooManyRequests(retryAfter);
    const details = retryAfter === undefined ? {} : { retryAfterSeconds: retryAfter };
    throw new StatusError(status, REASONS[status] ?? '', `injected: ${status}`, details);
  }

  /** Called by the server for each new watch. */
  opened(watch: Watch): void {
    this.#watches.add(watch);
    watch.onClose(() => this.#watches.delete(watch));
  }
}
