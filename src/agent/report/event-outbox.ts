/** Sends Events to the API server in the background, one at a time, with retries and back-off. */

import { Backoff, type BackoffOptions } from '../../async/backoff.ts';
import type { ObjectEvent, Regarding } from '../../kube/events/events.ts';
import type { Log } from '../log.ts';
import type { Telemetry } from '../metrics/telemetry.ts';

/** Keeps only the newest unsent Event of each topic of an object. */
export interface Events {
  put(event: ObjectEvent): void;
  /** The problem of the object is resolved. Drops its unsent Event, and sends this one if an earlier Event was recorded. */
  resolve(event: ObjectEvent): void;
  /** The object is gone. Drops its unsent Event without a topic. */
  drop(object: Regarding): void;
}

export interface EventOutboxOptions {
  readonly send: (event: ObjectEvent) => Promise<'created' | 'exists'>;
  readonly log: Log;
  readonly telemetry: Pick<Telemetry, 'events'>;
  readonly backoff: BackoffOptions;
}

export class EventOutbox implements Events {
  readonly #options: EventOutboxOptions;
  readonly #backoff: Backoff;
  /** By object: its newest unsent Event. */
  readonly #pending = new Map<string, ObjectEvent>();
  /** Objects with a recorded warning that is not resolved. An object is added when sending begins. */
  readonly #unresolved = new Set<string>();
  #isSending = false;
  #isStopped = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: EventOutboxOptions) {
    this.#options = options;
    this.#backoff = new Backoff(options.backoff);
  }

  put(event: ObjectEvent): void {
    const object = keyOf(event.regarding, event.topic);
    this.#pending.set(object, event);
    this.#backoff.forget(object);
    void this.#work();
  }

  resolve(event: ObjectEvent): void {
    const key = keyOf(event.regarding, event.topic);
    if (this.#unresolved.delete(key)) this.put(event);
    else this.#drop(key);
  }

  drop(object: Regarding): void {
    this.#drop(keyOf(object));
  }

  /** Drops unsent Events. Another node or the next start records them. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  #drop(key: string): void {
    this.#pending.delete(key);
    this.#unresolved.delete(key);
    this.#backoff.forget(key);
  }

  async #work(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    for (let next = this.#next(); next && !this.#isStopped; next = this.#next()) await this.#try(...next);
    this.#isSending = false;
    this.#sleep();
  }

  #next(): [object: string, event: ObjectEvent] | undefined {
    return [...this.#pending].find(([object]) => this.#backoff.mayTry(object));
  }

  async #try(object: string, event: ObjectEvent): Promise<void> {
    const { send, log, telemetry } = this.#options;
    const wasUnresolved = this.#unresolved.has(object);
    if (event.type === 'Warning') this.#unresolved.add(object);
    try {
      telemetry.events.inc({ result: await send(event) });
      this.#backoff.forget(object);
      // A newer Event may have replaced it meanwhile.
      if (this.#pending.get(object) === event) this.#pending.delete(object);
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
    const waits = [...this.#pending.keys()].flatMap(object => this.#backoff.waitMs(object) ?? []);
    if (waits.length === 0 || this.#isStopped) return;
    this.#timer = setTimeout(() => void this.#work(), Math.min(...waits));
    // An unsent Event must not keep the process alive.
    this.#timer.unref();
  }
}

const FIELDS = { NetworkPolicy: 'policy', Pod: 'pod', Node: 'node' } as const;

function about({ kind, namespace, name }: Regarding): Readonly<Record<string, string>> {
  return { [FIELDS[kind]]: namespace === undefined ? name : `${namespace}/${name}` };
}

function keyOf({ kind, namespace, name }: Regarding, topic = ''): string {
  return `${kind} ${namespace ?? ''}/${name} ${topic}`;
}
