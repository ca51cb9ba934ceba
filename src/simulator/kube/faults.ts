/** What tests do to the server, and what they ask it: outages, refusals, an old server's ways, and how often it was called. */
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
  /** How many matching requests fail; default 1. Infinity: until `clear()`. */
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
   * What becomes of requests with `sendInitialEvents`: served; refused with 422, as with the feature gate off and, in other words, before 1.27; or
   * ignored, as a server of another make might: an ordinary watch, without the bookmark that ends the initial events.
   */
  streamingLists: StreamingLists = 'served';
  /** How a watch from a forgotten resourceVersion is told: by an ERROR event in a 200 stream, as a real server does, or by HTTP 410. */
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

  /** Every authenticated request since start or the last `forgetRequests()`, in order, those that failed or were forbidden included. */
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

  /** The number of open watches. */
  get watches(): number {
    return this.#watches.size;
  }

  /** Ends every watch: `cut` breaks the connection in the middle of the stream, `end` closes it orderly, `gone` does so after an ERROR event 410. */
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

  /** Forgets all history: a watch or continued list from before now gets 410. Open watches go on. */
  compact(): void {
    this.#store.compact();
  }

  /** The server goes away: every connection is reset, and so is every new one, until `comeBack()`. Its state is kept. */
  goAway(): void {
    this.#away = true;
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  comeBack(): void {
    this.#away = false;
  }

  /** Called by the server when it closes: ends what connections there are. */
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

  /** Called by the server for each request. @throws StatusError, PlainTextError when an injection matches. */
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
