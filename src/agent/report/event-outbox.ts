/** Events on their way to the API server: one at a time, tried again with back-off, never waited for. */

import { Backoff, type BackoffOptions } from '../../async/backoff.ts';
import type { ObjectEvent, Regarding } from '../../kube/events/events.ts';
import type { Log } from '../log.ts';
import type { Telemetry } from '../metrics/telemetry.ts';

/** Of one object only the newest Event is kept that has not been recorded. */
export interface Events {
  put(event: ObjectEvent): void;
  /** What was put about the object is over: this says so if any of it has been recorded; what has not been need not be. */
  over(event: ObjectEvent): void;
  /** The object is gone: what has not been recorded about it need not be. */
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
  /** By object; the newest only. */
  readonly #pending = new Map<string, ObjectEvent>();
  /** Objects about which something has been recorded that is not over; also while that is being sent. */
  readonly #said = new Set<string>();
  #isSending = false;
  #isStopped = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: EventOutboxOptions) {
    this.#options = options;
    this.#backoff = new Backoff(options.backoff);
  }

  put(event: ObjectEvent): void {
    const object = keyOf(event.regarding);
    this.#pending.set(object, event);
    this.#backoff.forget(object);
    void this.#work();
  }

  over(event: ObjectEvent): void {
    if (this.#said.delete(keyOf(event.regarding))) this.put(event);
    else this.drop(event.regarding);
  }

  drop(object: Regarding): void {
    this.#pending.delete(keyOf(object));
    this.#said.delete(keyOf(object));
    this.#backoff.forget(keyOf(object));
  }

  /** What has not been recorded is given up: another node, or the next start, will record it. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
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
    const wasSaid = this.#said.has(object);
    if (event.type === 'Warning') this.#said.add(object);
    try {
      telemetry.events.inc({ result: await send(event) });
      this.#backoff.forget(object);
      // Another may have been put in its place meanwhile.
      if (this.#pending.get(object) === event) this.#pending.delete(object);
    } catch (error) {
      telemetry.events.inc({ result: 'failed' });
      const level = this.#backoff.failures(object) === 0 ? 'warn' : 'debug';
      log[level]('Event not recorded, will be tried again', { ...about(event.regarding), reason: event.reason, error: String(error) });
      this.#backoff.failed(object);
      if (!wasSaid) this.#said.delete(object);
    }
  }

  #sleep(): void {
    clearTimeout(this.#timer);
    const waits = [...this.#pending.keys()].flatMap(object => this.#backoff.waitMs(object) ?? []);
    if (waits.length === 0 || this.#isStopped) return;
    this.#timer = setTimeout(() => void this.#work(), Math.min(...waits));
    // An Event alone is no reason to keep the process.
    this.#timer.unref();
  }
}

const FIELDS = { NetworkPolicy: 'policy', Pod: 'pod', Node: 'node' } as const;

function about({ kind, namespace, name }: Regarding): Readonly<Record<string, string>> {
  return { [FIELDS[kind]]: namespace === undefined ? name : `${namespace}/${name}` };
}

function keyOf({ kind, namespace, name }: Regarding): string {
  return `${kind} ${namespace ?? ''}/${name}`;
}
