/** Opens a watch: its initial events, its bookmarks and its end. */
import type { Renderer } from './format.ts';
import type { ListOptions } from './list-options.ts';
import type { Reply } from './reply.ts';
import type { Backend, ResourceRequest } from './request.ts';
import { selection } from './selection.ts';
import { StatusError, tooOld } from './status.ts';
import { reached } from './versions.ts';
import { Watch } from './watch.ts';

/** A real server's shortest watch without a timeout of its own, seconds. */
const DEFAULT_TIMEOUT = 1800;
/** A bookmark comes this many seconds before the end. A shorter watch has none. */
const BEFORE_END = 2;

export function serveWatch(backend: Backend, call: ResourceRequest, renderer: Renderer, options: ListOptions): Reply {
  const { store, faults } = backend;
  const { path, response } = call;
  const { resource } = path;
  const { resourceVersion = 0, sendInitialEvents, allowWatchBookmarks, timeoutSeconds } = options;
  const matches = selection(resource, path, options);
  // A watch without a version begins with the stored objects, unless the client declines initial events.
  const initial = sendInitialEvents ?? resourceVersion === 0;
  const now = store.revision;
  const after = initial || (sendInitialEvents === false && resourceVersion === 0) ? now : resourceVersion;
  const missed = initial ? [] : store.changesSince(resource.store, after);
  const gone = tooOld(after, store.oldestWatch(resource.store));
  const begins = missed?.at(-1)?.revision ?? after;
  if (!missed && faults.goneAs === 'status') throw gone;
  const watch = new Watch(response, { store: resource.store, matches, renderer, bookmarks: allowWatchBookmarks, after, begins });
  faults.opened(watch);
  if (!missed) {
    watch.fail(gone.status);
    return 'streaming';
  }
  if (timeoutSeconds < 0) {
    watch.fail(new StatusError(500, 'InternalError', 'context deadline exceeded').status);
    return 'streaming';
  }
  for (const change of missed) watch.change(change);
  const begin = () => {
    const objects = store.list(resource.store, path.namespace).filter(matches);
    void watch.begin(objects, sendInitialEvents ? store.revision : undefined);
    watch.onClose(store.onChange(change => watch.change(change)));
  };
  if (initial && resourceVersion > now) reached(store, resourceVersion, backend.second).then(begin, error => watch.fail(error.status));
  else if (initial) begin();
  // A watch from a version that the server has not reached stays silent until then.
  else watch.onClose(store.onChange(change => watch.change(change)));
  if (faults.endsWatches && !initial) {
    watch.bookmark(now);
    watch.end();
  }
  time(backend, watch, timeoutSeconds || DEFAULT_TIMEOUT);
  return 'streaming';
}

/** @param seconds until the watch ends. */
function time({ store, second, bookmarkInterval }: Backend, watch: Watch, seconds: number): void {
  const bookmark = () => watch.news(store.revision);
  const bookmarks = setInterval(bookmark, bookmarkInterval);
  const last = seconds > BEFORE_END ? setTimeout(bookmark, (seconds - BEFORE_END) * second) : undefined;
  const end = setTimeout(() => watch.end(), seconds * second);
  watch.onClose(() => {
    clearInterval(bookmarks);
    clearTimeout(last);
    clearTimeout(end);
  });
}
