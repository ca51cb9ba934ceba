/**
 * Follows one object that may not exist, with the permissions `get` and `watch` on its name alone. It reads the object, watches from there, and
 * begins again when the watch ends.
 */
import type { Random } from '../../async/backoff.ts';
import { linesOf } from '../../async/lines.ts';
import { pause } from '../../async/timers.ts';
import { ApiError } from './api-error.ts';
import type { Requests } from './connection.ts';
import { describeError } from './failures.ts';
import { HEADERS_PATIENCE, WATCH_PATIENCE } from './patience.ts';
import { retryDelay } from './retry-delay.ts';
import { SHORTEST_TIMEOUT } from './stream.ts';
import { parseWatchEvent } from './watch-event.ts';

export interface ObjectPath {
  /** Of the collection, for instance `/api/v1/namespaces/kube-system/configmaps`. */
  readonly collection: string;
  readonly name: string;
}

export interface ObjectWatchOptions extends ObjectPath {
  readonly connection: Requests;
  /** @param object Undefined: it does not exist. */
  readonly onObject: (object: unknown) => void;
  /** The API server rejects the request, for instance with 403. */
  readonly onRejected: (reason: string) => void;
  /** The API server cannot be reached. It is tried again. */
  readonly onUnreachable: (reason: string) => void;
  readonly random: Random;
}

export class ObjectWatch {
  readonly #options: ObjectWatchOptions;
  #failures = 0;

  constructor(options: ObjectWatchOptions) {
    this.#options = options;
  }

  /** Resolves when the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    const { onRejected, onUnreachable, random } = this.#options;
    while (!signal.aborted) {
      try {
        await this.#watch(await this.#get(signal), signal);
      } catch (error) {
        if (signal.aborted) return;
        if (isRejection(error)) onRejected(describeError(error));
        else onUnreachable(describeError(error));
        this.#failures++;
        await pause(retryDelay(this.#failures, random, error instanceof ApiError ? error.retryAfter : undefined), signal);
      }
    }
  }

  /** @returns The version to watch from. Undefined: the object does not exist. */
  async #get(signal: AbortSignal): Promise<string | undefined> {
    const { connection, collection, name, onObject } = this.#options;
    try {
      const object = await connection.json({ path: `${collection}/${name}`, signal, patience: () => HEADERS_PATIENCE });
      onObject(object);
      return (object as { metadata?: { resourceVersion?: string } } | null)?.metadata?.resourceVersion;
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 404)) throw error;
      onObject(undefined);
      return undefined;
    }
  }

  async #watch(from: string | undefined, signal: AbortSignal): Promise<void> {
    const { connection, collection, name, onObject, random } = this.#options;
    let isAccepted = false;
    const query = {
      fieldSelector: `metadata.name=${name}`,
      watch: 'true',
      allowWatchBookmarks: 'true',
      timeoutSeconds: `${Math.floor((SHORTEST_TIMEOUT / 1000) * (1 + random()))}`,
      // Without a version, the watch begins with the object, if it exists by then.
      ...(from !== undefined && { resourceVersion: from }),
    };
    const chunks = connection.chunks({
      path: collection,
      query,
      signal,
      patience: () => (isAccepted ? WATCH_PATIENCE : HEADERS_PATIENCE),
      onAccepted: () => {
        isAccepted = true;
      },
    });
    for await (const line of linesOf(chunks)) {
      signal.throwIfAborted();
      const event = parseWatchEvent(line);
      this.#failures = 0;
      if (event.type !== 'BOOKMARK') onObject(event.type === 'DELETED' ? undefined : event.object);
    }
    // A server that ends each watch at once must not be asked without a pause.
    await pause(retryDelay(1, random), signal);
  }
}

/** A watch that cannot continue is begun again. A server without the kind has no such object. */
function isRejection(error: unknown): boolean {
  return error instanceof ApiError && error.status < 500 && ![404, 429].includes(error.status) && !error.isExpired;
}
