/** Reports an HNS that cannot be read: once in the log, and as an Event on the Node if it lasts. */
import { HnsError } from '../../hns/transport/hns-error.ts';
import { errorFields } from '../error-fields.ts';
import type { Log } from '../log.ts';
import type { Events } from './event-outbox.ts';
import { hnsHealthy, hnsUnhealthy } from './node-event.ts';

/** Longer than a restart of HNS. */
export const PATIENCE_MS = 30_000;

export interface HnsTroubleOptions {
  readonly node: string;
  readonly log: Log;
  readonly events: Pick<Events, 'put' | 'resolve'>;
}

export interface Unreadable {
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly error: unknown;
  readonly failures: number;
}

export class HnsTrouble {
  readonly #options: HnsTroubleOptions;
  #now: Unreadable | undefined;
  #hasEvent = false;

  constructor(options: HnsTroubleOptions) {
    this.#options = options;
  }

  /** Undefined: the last read of HNS succeeded. */
  get now(): Unreadable | undefined {
    return this.#now;
  }

  readable(): void {
    if (!this.#now) return;
    const { node, log, events } = this.#options;
    log.info('HNS can be read again');
    if (this.#hasEvent) events.resolve(hnsHealthy(node, this.#now.since, Date.now()));
    this.#now = undefined;
    this.#hasEvent = false;
  }

  unreadable(error: unknown): void {
    const { node, log, events } = this.#options;
    const { now: before } = this;
    const fields = error instanceof HnsError ? errorFields(error) : { error: (error as Error).stack ?? String(error) };
    log[kindOf(error) === kindOf(before?.error) ? 'debug' : 'error']('HNS cannot be read: existing ACLs stay in force', fields);
    const since = before?.since ?? Date.now();
    this.#now = { since, error, failures: (before?.failures ?? 0) + 1 };
    if (this.#hasEvent || Date.now() - since < PATIENCE_MS) return;
    this.#hasEvent = true;
    events.put(hnsUnhealthy(node, error instanceof Error ? error.message : String(error), since, Date.now()));
  }
}

/** Equal for failures of the same kind, whichever HNS call failed. */
function kindOf(error: unknown): string {
  return error instanceof HnsError && error.hresult !== undefined ? `${error.hresult}` : String(error);
}
