/** Controls of the server for tests: outages, errors, behaviour of older servers, and a log of requests. */
import { isResource, type ServedRequest } from './audit.ts';
import type { Connections } from './connections.ts';
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
  /** Each watch from a version ends without an error after one bookmark. */
  endsWatches = false;
  readonly #store: Store;
  readonly #connections: Connections;
  readonly #watches = new Set<Watch>();
  readonly #requests: ServedRequest[] = [];
  #injected: { readonly error: InjectedError; left: number }[] = [];
  #hangs: ((request: ServedRequest) => boolean) | undefined;

  constructor(store: Store, connections: Connections) {
    this.#store = store;
    this.#connections = connections;
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

  /** From now on, matching requests get no answer, and their connections stay open. Open watches continue. @param when Default: every resource request. */
  hang(when: (request: ServedRequest) => boolean = isResource): void {
    this.#hangs = when;
  }

  /** Ends all injections and the hanging of new requests. */
  clear(): void {
    this.#injected = [];
    this.#hangs = undefined;
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

  /** Compacts etcd. Continued lists from earlier versions get 410. Watches go on, because they come from the watch caches. */
  compact(): void {
    this.#store.compact();
  }

  /** Later watches from earlier versions get 410. Open watches continue. */
  emptyWatchCaches(): void {
    this.#store.emptyWatchCaches();
  }

  /** Resets all connections, including new ones, until `comeBack()`. The state is kept. */
  goAway(): void {
    this.#connections.refuse();
  }

  comeBack(): void {
    this.#connections.accept();
  }

  /**
   * Another server process with the same etcd. All connections break. The new watch caches begin at the newest version, so a watch from an earlier one
   * gets 410.
   */
  restart(): void {
    this.goAway();
    this.#store.emptyWatchCaches();
    this.comeBack();
  }

  /** Another server process with an etcd that was restored from a backup of an earlier revision. */
  restore(revision: number): void {
    this.goAway();
    this.#store.restore(revision);
    this.comeBack();
  }

  /** Called by the server for each request. @returns False if it gets no answer. @throws StatusError, PlainTextError if an injection matches. */
  received(request: ServedRequest): boolean {
    this.#requests.push(request);
    if (this.#hangs?.(request)) return false;
    const injection = this.#injected.find(({ error, left }) => left > 0 && (error.when ?? isResource)(request));
    if (!injection) return true;
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
