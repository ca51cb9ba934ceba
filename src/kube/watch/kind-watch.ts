import type { Random } from '../../async/backoff.ts';
import { pause } from '../../async/timers.ts';
import type { Kind } from '../../core/model.ts';
import { ApiError } from './api-error.ts';
import type { Requests } from './connection.ts';
import type { KindHealth } from './kind-health.ts';
import { listPages } from './list.ts';
import { Listing, type Receiver, type Replica } from './replica.ts';
import type { Resource } from './resource.ts';
import { retryDelay } from './retry-delay.ts';
import { watchEvents } from './stream.ts';
import { UnreadableEventError, type WatchEvent } from './watch-event.ts';

export type Log = (level: 'debug' | 'info' | 'warn', message: string, fields: Readonly<Record<string, unknown>>) => void;

// API servers send a bookmark a minute.
const WATCH_PATIENCE = 150_000;
// A streaming list arrives without pause; a server that overlooks the wish for one says nothing more after its objects.
const LIST_PATIENCE = 10_000;
// A watch that ends sooner without a word counts as a failure: something on the way does not let watches through.
const SHORTEST_WATCH = 1_000;
// One that lasted this long was none: the next failure is the first again.
const STEADY = 10_000;

class NotOfferedError extends Error {
  override readonly name = 'NotOfferedError';
}

/** Lists and watches one kind for ever. */
export class KindWatch<K extends Kind> {
  readonly #resource: Resource<K>;
  readonly #connection: Requests;
  readonly #replica: Replica<K>;
  readonly #random: Random;
  readonly #log: Log;
  readonly #synced = Promise.withResolvers<void>();
  #health: KindHealth;
  /** Where the next watch begins; undefined: list first. */
  #resourceVersion: string | undefined;
  /** How to list: by pages when the server does not offer streams, and once after a stream that failed. */
  #list: 'stream' | 'pages once' | 'pages' = 'stream';
  /** Failures that the back-off counts: unlike those of the health report they are not over when something merely begins well. */
  #strikes = 0;
  /** The failure that was last said; undefined: none that is not over. */
  #said: string | undefined;

  constructor(resource: Resource<K>, connection: Requests, replica: Replica<K>, random: Random, log: Log) {
    this.#resource = resource;
    this.#connection = connection;
    this.#replica = replica;
    this.#random = random;
    this.#log = log;
    this.#health = { kind: resource.kind, synced: false, connected: false, failures: 0 };
  }

  get health(): KindHealth {
    return this.#health;
  }

  /** Resolved by the first complete list. */
  get synced(): Promise<void> {
    return this.#synced.promise;
  }

  /** Resolves when the signal is aborted and nothing more will reach the sink; never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        if (this.#resourceVersion === undefined && this.#list !== 'stream') await this.#listByPages(signal);
        else await this.#watch(this.#resourceVersion, signal);
      } catch (error) {
        if (!signal.aborted) await this.#recover(error, signal);
      }
    }
  }

  async #listByPages(signal: AbortSignal): Promise<void> {
    const { objects, resourceVersion } = await listPages(this.#connection, this.#resource, signal);
    signal.throwIfAborted();
    if (this.#list === 'pages once') this.#list = 'stream';
    this.#complete(objects, resourceVersion, 'pages');
  }

  /** @param from Undefined: the list comes first, in the same stream. */
  async #watch(from: string | undefined, signal: AbortSignal): Promise<void> {
    let listing = from === undefined ? new Listing(this.#resource) : undefined;
    const begun = Date.now();
    let heard = false;
    const patience = () => (listing ? LIST_PATIENCE : WATCH_PATIENCE);
    const onAccepted = () => {
      if (!listing) this.#well({ connected: true });
    };
    try {
      for await (const event of watchEvents(this.#connection, this.#resource, from, this.#random, { signal, patience, onAccepted })) {
        signal.throwIfAborted();
        if (!listing) {
          heard = true;
          this.#follow(event);
        } else if (event.type !== 'BOOKMARK') {
          apply(event, listing);
        } else {
          if (!event.initialEventsEnd || event.resourceVersion === undefined) throw new NotOfferedError('a watch without its list');
          this.#complete(listing, event.resourceVersion, 'stream');
          this.#well({ connected: true });
          listing = undefined;
        }
      }
      if (listing) throw new Error('the watch ended before its list was complete');
      if (!heard && Date.now() - begun < SHORTEST_WATCH) throw new Error('the watch ended at once');
    } catch (error) {
      if (!listing) throw error;
      this.#list = isNotOffered(error) ? 'pages' : 'pages once';
      if (this.#list === 'pages once') throw error;
      this.#log('info', 'the server does not stream lists', { kind: this.#resource.kind, reason: describe(error) });
    } finally {
      if (Date.now() - begun >= STEADY) this.#steady();
      this.#health = { ...this.#health, connected: false };
    }
  }

  #follow(event: WatchEvent): void {
    this.#steady();
    this.#health = { ...this.#health, lastEvent: Date.now() };
    apply(event, this.#replica);
    this.#resourceVersion = event.resourceVersion ?? this.#resourceVersion;
  }

  #complete(listing: Listing<K>, resourceVersion: string, by: string): void {
    this.#replica.replace(listing);
    this.#resourceVersion = resourceVersion;
    this.#well({ synced: true, lastList: Date.now() });
    this.#log('info', 'listed', { kind: this.#resource.kind, objects: listing.objects.size, by });
    this.#synced.resolve();
  }

  #well(news: Partial<KindHealth>): void {
    this.#health = { ...this.#health, failures: 0, ...news };
  }

  #steady(): void {
    this.#strikes = 0;
    if (this.#said !== undefined) this.#log('info', 'watch works again', { kind: this.#resource.kind });
    this.#said = undefined;
  }

  async #recover(error: unknown, signal: AbortSignal): Promise<void> {
    const refusal = error instanceof ApiError ? error : undefined;
    if (refusal?.demandsList || error instanceof UnreadableEventError) this.#resourceVersion = undefined;
    this.#strikes++;
    const lastError = describe(error);
    this.#health = { ...this.#health, failures: this.#health.failures + 1, lastError };
    const wait = retryDelay(this.#strikes, this.#random, refusal?.retryAfter);
    const next = this.#resourceVersion === undefined ? 'list' : 'watch';
    const level = lastError === this.#said ? 'debug' : 'warn';
    this.#said = lastError;
    this.#log(level, 'watch failed', { kind: this.#resource.kind, error: lastError, next, milliseconds: Math.round(wait) });
    await pause(wait, signal);
  }
}

function apply(event: WatchEvent, receiver: Receiver): void {
  if (event.type === 'DELETED') receiver.remove(event.object);
  else if (event.type !== 'BOOKMARK') receiver.put(event.object);
}

/** Node's AggregateError, of a host with several addresses, has a code and no message. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || String((error as NodeJS.ErrnoException).code ?? error.name);
}

/** The server does not stream lists: it said so, or did something else. Other refusals say nothing about that. */
function isNotOffered(error: unknown): boolean {
  return error instanceof NotOfferedError || (error instanceof ApiError && (error.status === 400 || error.status === 422));
}
