import type { Random } from '../../async/backoff.ts';
import { linesOf } from '../../async/lines.ts';
import type { Kind } from '../../core/model.ts';
import type { ApiRequest, Requests } from './connection.ts';
import type { Resource } from './resource.ts';
import { parseWatchEvent, type WatchEvent } from './watch-event.ts';

/** Minimum milliseconds until the server ends a watch. The value differs for each watch, so that they do not all reconnect at once. */
export const SHORTEST_TIMEOUT = 300_000;

/**
 * One watch request, until the server ends it without an error.
 * @param from Version to start from. Undefined: the stream starts with the list as ADDED events, closed by a bookmark (sendInitialEvents). A
 *   server without that feature answers 422.
 * @throws ApiError, SilenceError, UnreadableEventError, or any error of node:https.
 */
export async function* watchEvents(
  connection: Requests,
  resource: Resource<Kind>,
  from: string | undefined,
  random: Random,
  request: Pick<ApiRequest, 'signal' | 'patience' | 'onAccepted' | 'onReceived'>,
): AsyncGenerator<WatchEvent> {
  const query = {
    ...resource.query,
    watch: 'true',
    allowWatchBookmarks: 'true',
    timeoutSeconds: `${Math.floor((SHORTEST_TIMEOUT / 1000) * (1 + random()))}`,
    ...(from === undefined ? { sendInitialEvents: 'true', resourceVersionMatch: 'NotOlderThan' } : { resourceVersion: from }),
  };
  for await (const line of linesOf(connection.chunks({ ...request, path: resource.path, query })))
    yield parseWatchEvent(line, resource.parse);
}
