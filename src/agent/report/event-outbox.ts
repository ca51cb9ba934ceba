/** Sends Events to the API server in the background, one at a time, at a limited rate, with retries and back-off. */

import { Backoff, type BackoffOptions } from '../../async/backoff.ts';
import { TokenBucket } from '../../async/token-bucket.ts';
import type { ObjectEvent, Regarding } from '../../kube/events/events.ts';
import type { Log } from '../log.ts';
import type { Telemetry } from '../metrics/telemetry.ts';
import { EventBacklog } from './event-backlog.ts';

/** Keeps only the newest unsent Event of each topic of an object. */
export interface Events {
  put(event: ObjectEvent): void;
  /** The problem of the object is resolved. Drops its unsent Event, and sends this one if an earlier Event was recorded. */
  resolve(event: ObjectEvent): void;
  /** The object is gone. Drops its unsent Event. */
  drop(object: Regarding): void;
}

/** For an agent that records no Events. */
export const NO_EVENTS: Events = { put: () => {}, resolve: () => {}, drop: () => {} };

export interface EventOutboxOptions {
  readonly send: (event: ObjectEvent) => Promise<'created' | 'exists'>;
  /** False: another node records the Event. Asked when it is the Event's turn. Default: always true. */
  readonly isReporter?: (object: Regarding) => boolean;
  readonly perMinute: number;
  /** Unsent Events to keep. Others are dropped and counted. */
  readonly maxPending: number;
  readonly log: Log;
  readonly telemetry: Pick<Telemetry, 'events'>;
  readonly backoff: BackoffOptions;
}

/** Tokens of ten seconds may be spent at once. */
const BURST_PER_MINUTE = 1 / 6;
const DROP_LOG_MS = 60_000;

export class EventOutbox implements Events {
  readonly #options: EventOutboxOptions;
  readonly #backoff: Backoff;
  readonly #rate: TokenBucket;
  readonly #backlog: EventBacklog;
  /** Objects with a recorded warning that is not resolved. An object is added when sending begins. */
  readonly #unresolved = new Set<string>();
  #isSending = false;
  #isStopped = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #dropped = 0;
  /** Dropped since they were last logged, and when that was in monotonic milliseconds. */
  #unlogged = 0;
  #loggedAt = Number.NEGATIVE_INFINITY;

  constructor(options: EventOutboxOptions) {
    const { perMinute, maxPending } = options;
    this.#options = options;
    this.#backoff = new Backoff(options.backoff);
    this.#rate = new TokenBucket(perMinute, Math.max(1, perMinute * BURST_PER_MINUTE));
    this.#backlog = new EventBacklog(maxPending);
  }

  /** Events that wait, and Events that were dropped because too many waited. */
  get counts(): { readonly pending: number; readonly dropped: number } {
    return { pending: this.#backlog.size, dropped: this.#dropped };
  }

  put(event: ObjectEvent): void {
    this.#backoff.forget(keyOf(event.regarding));
    const dropped = this.#backlog.put(event);
    if (dropped) this.#drop(dropped);
    void this.#work();
  }

  resolve(event: ObjectEvent): void {
    const key = keyOf(event.regarding);
    if (this.#unresolved.delete(key)) this.put(event);
    else this.drop(event.regarding);
  }

  drop(object: Regarding): void {
    this.#backlog.remove(object);
    this.#unresolved.delete(keyOf(object));
    this.#backoff.forget(keyOf(object));
  }

  /** Drops unsent Events. Another node or the next start records them. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  #drop({ regarding }: ObjectEvent): void {
    const { log, telemetry } = this.#options;
    this.#backoff.forget(keyOf(regarding));
    telemetry.events.inc({ result: 'dropped' });
    this.#dropped++;
    this.#unlogged++;
    if (performance.now() - this.#loggedAt < DROP_LOG_MS) return;
    log.warn('Events dropped because too many wait', { dropped: this.#unlogged, namespace: regarding.namespace });
    this.#unlogged = 0;
    this.#loggedAt = performance.now();
  }

  async #work(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    while (!this.#isStopped && this.#rate.waitMs === 0) {
      const event = this.#backlog.next(({ regarding }) => this.#backoff.mayTry(keyOf(regarding)));
      if (!event) break;
      this.#rate.take();
      await this.#try(event);
    }
    this.#isSending = false;
    this.#sleep();
  }

  async #try(event: ObjectEvent): Promise<void> {
    const { send, isReporter = () => true, log, telemetry } = this.#options;
    const object = keyOf(event.regarding);
    const wasUnresolved = this.#unresolved.has(object);
    if (event.type === 'Warning') this.#unresolved.add(object);
    try {
      telemetry.events.inc({ result: isReporter(event.regarding) ? await send(event) : 'left' });
      this.#backoff.forget(object);
      // A newer Event may have replaced it meanwhile.
      if (this.#backlog.get(event.regarding) === event) this.#backlog.remove(event.regarding);
    } catch (error) {
      telemetry.events.inc({ result: 'failed' });
      const level = this.#backoff.failures(object) === 0 ? 'warn' : 'debug';
      log[level]('Event not recorded, will retry', { ...about(event.regarding), reason: event.reason, error: String(error) });
      this.#backoff.failed(object);
      if (!wasUnresolved) this.#unresolved.delete(object);
    }
  }

  #sleep(): void {
    clearTimeout(this.#timer);
    if (this.#backlog.size === 0 || this.#isStopped) return;
    const waits = [...this.#backlog].map(({ regarding }) => this.#backoff.waitMs(keyOf(regarding)) ?? 0);
    this.#timer = setTimeout(() => void this.#work(), Math.max(this.#rate.waitMs, Math.min(...waits)));
    // An unsent Event must not keep the process alive.
    this.#timer.unref();
  }
}

const FIELDS = { NetworkPolicy: 'policy', Pod: 'pod', Node: 'node' } as const;

function about({ kind, namespace, name }: Regarding): Readonly<Record<string, string>> {
  return { [FIELDS[kind]]: namespace === undefined ? name : `${namespace}/${name}` };
}

function keyOf({ kind, namespace, name, topic = '' }: Regarding): string {
  return `${kind} ${namespace ?? ''}/${name} ${topic}`;
}
