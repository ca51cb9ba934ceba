import type { Random } from '../../async/backoff.ts';
import { pause } from '../../async/timers.ts';
import type { Kind } from '../../core/model.ts';
import { ApiError } from './api-error.ts';
import { type Clock, monotonic } from './clock.ts';
import { type Requests, SilenceError } from './connection.ts';
import { Contact } from './contact.ts';
import { describeError, Failures } from './failures.ts';
import type { KindHealth } from './kind-health.ts';
import { currentVersion, listPages } from './list.ts';
import { relistDelay } from './list-delay.ts';
import { ListMode, NotOfferedError } from './list-mode.ts';
import type { Log } from './log.ts';
import { HEADERS_PATIENCE, LIST_PATIENCE } from './patience.ts';
import { Listing, type Receiver, type Replica } from './replica.ts';
import type { Resource } from './resource.ts';
import { RestoredError, requireNotEarlier } from './resource-version.ts';
import { retryDelay } from './retry-delay.ts';
import { Silences } from './silences.ts';
import { SHORTEST_TIMEOUT, watchEvents } from './stream.ts';
import { Sleep, Wake } from './wake.ts';
import { UnreadableEventError, type WatchEvent } from './watch-event.ts';

export interface KindWatchOptions {
  readonly random: Random;
  readonly log: Log;
  /** Default: the monotonic clock of this machine. */
  readonly now?: Clock;
  /** Default: a new one. */
  readonly wake?: Wake;
}

/** An accepted watch that lasts this long resets the back-off. */
const STEADY = 10_000;
/** If the server ends a watch sooner, without an error, the next attempt waits for the back-off. */
const SHORT = 5_000;

class EndedEarlyError extends Error {
  override readonly name = 'EndedEarlyError';
}

/** Lists and watches one kind until it is stopped. */
export class KindWatch<K extends Kind> {
  readonly #resource: Resource<K>;
  readonly #connection: Requests;
  readonly #replica: Replica<K>;
  readonly #random: Random;
  readonly #log: Log;
  readonly #now: Clock;
  readonly #failures: Failures;
  readonly #sleep: Sleep;
  readonly #silences: Silences;
  readonly #contact: Contact;
  readonly #listMode: ListMode;
  readonly #synced = Promise.withResolvers<void>();
  #health: Pick<KindHealth, 'synced' | 'connected' | 'lastList' | 'lastEvent'> = { synced: false, connected: false };
  /** The last version received. The next watch starts from it. Undefined: a list is needed. */
  #resourceVersion: string | undefined;
  /** The server may have been restored since the last event, so its version is checked before the next watch. */
  #isDoubtful = false;
  /** The server could not continue from the version, and no event or bookmark has arrived since. */
  #isRelisting = false;
  /** Size of the last complete list, without compression. */
  #listBytes = 0;
  /** Watches in a row that the server ended too soon. */
  #shortWatches = 0;

  constructor(resource: Resource<K>, connection: Requests, replica: Replica<K>, options: KindWatchOptions) {
    const { random, log, now = monotonic, wake = new Wake() } = options;
    this.#resource = resource;
    this.#connection = connection;
    this.#replica = replica;
    this.#random = random;
    this.#log = log;
    this.#now = now;
    this.#failures = new Failures(resource.kind, random, log, now);
    this.#sleep = new Sleep(wake);
    this.#silences = new Silences(random, now);
    this.#contact = new Contact(now);
    this.#listMode = new ListMode(now);
  }

  get health(): KindHealth {
    const { count: failures, lastError } = this.#failures;
    const noContactSince = this.#contact.lostSince(this.#health.connected);
    return {
      kind: this.#resource.kind,
      ...this.#health,
      failures,
      ...(lastError !== undefined && { lastError }),
      ...(noContactSince !== undefined && { noContactSince }),
    };
  }

  /** Resolves after the first complete list. */
  get synced(): Promise<void> {
    return this.#synced.promise;
  }

  /** Resolves after the signal is aborted and the last change was passed to the sink. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.#attempt(signal);
      } catch (error) {
        if (!signal.aborted) await this.#recover(error, signal);
      }
    }
  }

  async #attempt(signal: AbortSignal): Promise<void> {
    const from = this.#resourceVersion;
    if (from === undefined && this.#listMode.isPaged) return this.#listByPages(signal);
    if (from !== undefined && this.#isDoubtful) await this.#check(from, signal);
    await this.#watch(from, signal);
  }

  /** @throws RestoredError */
  async #check(from: string, signal: AbortSignal): Promise<void> {
    const version = await currentVersion(this.#connection, this.#resource, signal);
    this.#answered();
    requireNotEarlier(version, from);
    this.#isDoubtful = false;
  }

  async #listByPages(signal: AbortSignal): Promise<void> {
    const list = await listPages(this.#connection, this.#resource, signal, () => this.#contact.received());
    signal.throwIfAborted();
    this.#answered();
    this.#complete(list.objects, list.resourceVersion, list.bytes, 'pages');
  }

  /** @param from Undefined: the stream starts with the list. */
  async #watch(from: string | undefined, signal: AbortSignal): Promise<void> {
    let listing = from === undefined ? new Listing(this.#resource) : undefined;
    let acceptedAt: number | undefined;
    let hasReceived = false;
    let bytes = 0;
    const begun = this.#now();
    const watchPatience = this.#silences.patience();
    const request = {
      signal,
      patience: () => (acceptedAt === undefined ? HEADERS_PATIENCE : listing ? LIST_PATIENCE : watchPatience),
      onAccepted: () => {
        acceptedAt = this.#now();
        this.#contact.received();
        this.#answered();
        this.#health = { ...this.#health, connected: !listing };
      },
      onReceived: (count: number) => {
        if (listing) bytes += count;
        this.#contact.received();
      },
    };
    try {
      for await (const event of watchEvents(this.#connection, this.#resource, from, this.#random, request)) {
        signal.throwIfAborted();
        if (!listing) {
          hasReceived = true;
          this.#follow(event);
        } else if (event.type !== 'BOOKMARK') {
          apply(event, listing);
        } else {
          if (!event.initialEventsEnd || event.resourceVersion === undefined) throw new NotOfferedError('the watch started without a list');
          this.#complete(listing, event.resourceVersion, bytes, 'stream');
          this.#health = { ...this.#health, connected: true };
          listing = undefined;
        }
      }
      if (listing) throw new Error('the watch ended before its list was complete');
      this.#ended(this.#now() - begun, hasReceived);
    } catch (error) {
      if (listing) return this.#streamFailed(error);
      if (error instanceof SilenceError && acceptedAt !== undefined && this.#silences.isListDue()) this.#resourceVersion = undefined;
      throw error;
    } finally {
      if (!listing && acceptedAt !== undefined && this.#now() - acceptedAt >= STEADY) this.#failures.lasted();
      if (this.#health.connected) this.#contact.received();
      this.#health = { ...this.#health, connected: false };
    }
  }

  /** @throws RestoredError */
  #follow(event: WatchEvent): void {
    requireNotEarlier(event.resourceVersion, this.#resourceVersion);
    this.#failures.received();
    this.#sleep.received();
    this.#silences.end();
    this.#isRelisting = false;
    this.#health = { ...this.#health, lastEvent: Date.now() };
    apply(event, this.#replica);
    this.#resourceVersion = event.resourceVersion ?? this.#resourceVersion;
  }

  #complete(listing: Listing<K>, resourceVersion: string, bytes: number, by: 'stream' | 'pages'): void {
    this.#replica.replace(listing);
    this.#resourceVersion = resourceVersion;
    this.#isDoubtful = false;
    this.#listBytes = bytes;
    this.#listMode.listed();
    this.#failures.listed();
    this.#health = { ...this.#health, synced: true, lastList: Date.now() };
    this.#log('info', 'listed', { kind: this.#resource.kind, objects: listing.objects.size, bytes, by });
    this.#synced.resolve();
  }

  /** The server ended the watch without an error. It does so at the timeout, but also at shutdown. */
  #ended(lasted: number, hasReceived: boolean): void {
    this.#isDoubtful = lasted < SHORTEST_TIMEOUT;
    this.#shortWatches = lasted < SHORT ? this.#shortWatches + 1 : 0;
    if (this.#shortWatches > 0) throw hasReceived ? new EndedEarlyError() : new Error('the watch ended at once');
  }

  #streamFailed(error: unknown): void {
    if (this.#listMode.streamFailed(error) === 'failed') throw error;
    this.#log('info', 'the server does not stream lists', { kind: this.#resource.kind, reason: describeError(error) });
  }

  #answered(): void {
    this.#failures.answered();
    this.#sleep.answered();
  }

  async #recover(error: unknown, signal: AbortSignal): Promise<void> {
    if (error instanceof EndedEarlyError) return pause(retryDelay(this.#shortWatches, this.#random), signal);
    const rejection = error instanceof ApiError ? error : undefined;
    const isRestored = error instanceof RestoredError;
    const isRejectedVersion = this.#resourceVersion !== undefined && (isRestored || rejection?.isExpired === true);
    this.#isDoubtful = true;
    if (isRestored || rejection?.demandsList || error instanceof UnreadableEventError) this.#resourceVersion = undefined;
    if (isRejectedVersion && !this.#isRelisting) return this.#relist(error, rejection?.retryAfter, signal);
    const next = this.#resourceVersion === undefined ? 'list' : 'watch';
    const wait = this.#failures.failed(error, next, rejection?.retryAfter);
    await this.#sleep.afterFailure(wait, rejection?.retryAfter !== undefined, signal);
  }

  /** Not a failure: the server answered, and every node needs a new list at the same time. */
  async #relist(error: unknown, retryAfter: number | undefined, signal: AbortSignal): Promise<void> {
    this.#answered();
    this.#isRelisting = true;
    const wait = relistDelay(this.#listBytes, this.#random, retryAfter);
    const level = error instanceof RestoredError ? 'warn' : 'info';
    this.#log(level, 'listing again', { kind: this.#resource.kind, reason: describeError(error), milliseconds: Math.round(wait) });
    await pause(wait, signal);
  }
}

function apply(event: WatchEvent, receiver: Receiver): void {
  if (event.type === 'DELETED') receiver.remove(event.object);
  else if (event.type !== 'BOOKMARK') receiver.put(event.object);
}
