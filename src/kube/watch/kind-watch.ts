import type { Random } from '../../async/backoff.ts';
import type { Kind } from '../../core/model.ts';
import { type Clock, monotonic } from './clock.ts';
import { type Requests, SilenceError } from './connection.ts';
import { Contact } from './contact.ts';
import { describeError } from './failures.ts';
import type { KindHealth } from './kind-health.ts';
import { currentVersion, listPages } from './list.ts';
import { ListMode, NotOfferedError } from './list-mode.ts';
import type { Log } from './log.ts';
import { HEADERS_PATIENCE, LIST_PATIENCE } from './patience.ts';
import { Position } from './position.ts';
import { Recovery } from './recovery.ts';
import { Listing, type Receiver, type Replica } from './replica.ts';
import type { Resource } from './resource.ts';
import { Silences } from './silences.ts';
import { watchEvents } from './stream.ts';
import { Wake } from './wake.ts';
import type { WatchEvent } from './watch-event.ts';

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

/** Lists and watches one kind until it is stopped. */
export class KindWatch<K extends Kind> {
  readonly #resource: Resource<K>;
  readonly #connection: Requests;
  readonly #replica: Replica<K>;
  readonly #random: Random;
  readonly #log: Log;
  readonly #now: Clock;
  readonly #silences: Silences;
  readonly #contact: Contact;
  readonly #position = new Position();
  readonly #recovery: Recovery;
  readonly #listMode: ListMode;
  readonly #synced = Promise.withResolvers<void>();
  #health: Pick<KindHealth, 'synced' | 'connected' | 'lastList' | 'lastEvent'> = { synced: false, connected: false };

  constructor(resource: Resource<K>, connection: Requests, replica: Replica<K>, options: KindWatchOptions) {
    const { random, log, now = monotonic, wake = new Wake() } = options;
    this.#resource = resource;
    this.#connection = connection;
    this.#replica = replica;
    this.#random = random;
    this.#log = log;
    this.#now = now;
    this.#recovery = new Recovery(resource.kind, this.#position, { random, log, now, wake });
    this.#silences = new Silences(random, now);
    this.#contact = new Contact(now);
    this.#listMode = new ListMode(now);
  }

  get health(): KindHealth {
    const { count: failures, lastError } = this.#recovery.failures;
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
        if (!signal.aborted) await this.#recovery.after(error, signal);
      }
    }
  }

  async #attempt(signal: AbortSignal): Promise<void> {
    const from = this.#position.version;
    if (from === undefined && this.#listMode.isPaged) return this.#listByPages(signal);
    if (from !== undefined && this.#position.isDoubtful) await this.#check(signal);
    await this.#watch(from, signal);
  }

  /** @throws RestoredError */
  async #check(signal: AbortSignal): Promise<void> {
    const version = await currentVersion(this.#connection, this.#resource, signal);
    this.#recovery.answered();
    this.#position.compare(version);
    this.#position.checked();
  }

  async #listByPages(signal: AbortSignal): Promise<void> {
    const list = await listPages(this.#connection, this.#resource, signal, () => this.#contact.received());
    signal.throwIfAborted();
    this.#recovery.answered();
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
        this.#recovery.answered();
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
      this.#recovery.ended(this.#now() - begun, hasReceived);
    } catch (error) {
      if (listing) return this.#streamFailed(error);
      if (error instanceof SilenceError && acceptedAt !== undefined && this.#silences.isListDue()) this.#position.requireList();
      throw error;
    } finally {
      if (!listing && acceptedAt !== undefined && this.#now() - acceptedAt >= STEADY) this.#recovery.lasted();
      if (this.#health.connected) this.#contact.received();
      this.#health = { ...this.#health, connected: false };
    }
  }

  /** @throws RestoredError */
  #follow(event: WatchEvent): void {
    this.#position.compare(event.resourceVersion);
    this.#recovery.received();
    this.#silences.end();
    this.#health = { ...this.#health, lastEvent: Date.now() };
    apply(event, this.#replica);
    this.#position.received(event.resourceVersion);
  }

  #complete(listing: Listing<K>, resourceVersion: string, bytes: number, by: 'stream' | 'pages'): void {
    this.#replica.replace(listing);
    this.#position.listed(resourceVersion);
    this.#listMode.listed();
    this.#recovery.listed(bytes);
    this.#health = { ...this.#health, synced: true, lastList: Date.now() };
    this.#log('info', 'listed', { kind: this.#resource.kind, objects: listing.objects.size, bytes, by });
    this.#synced.resolve();
  }

  #streamFailed(error: unknown): void {
    if (this.#listMode.streamFailed(error) === 'failed') throw error;
    this.#log('info', 'the server does not stream lists', { kind: this.#resource.kind, reason: describeError(error) });
  }
}

function apply(event: WatchEvent, receiver: Receiver): void {
  if (event.type === 'DELETED') receiver.remove(event.object);
  else if (event.type !== 'BOOKMARK') receiver.put(event.object);
}
