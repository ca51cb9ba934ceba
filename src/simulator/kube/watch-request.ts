/** Opens a watch: its initial events and its lifetime. */
import type { Renderer } from './format.ts';
import type { ListOptions } from './list-options.ts';
import type { Reply } from './reply.ts';
import type { Backend, ResourceRequest } from './request.ts';
import { selection } from './selection.ts';
import { tooLarge, tooOld } from './status.ts';
import { Watch } from './watch.ts';

/** A real server's shortest watch without a timeout of its own, seconds. */
const DEFAULT_TIMEOUT = 1800;

export function serveWatch(
  { store, faults, bookmarkInterval }: Backend,
  call: ResourceRequest,
  renderer: Renderer,
  options: ListOptions,
): Reply {
  const { path, response } = call;
  const { resource } = path;
  const { resourceVersion = 0, sendInitialEvents, allowWatchBookmarks, timeoutSeconds } = options;
  const matches = selection(resource, path, options);
  // A watch without a version begins with the stored objects, unless the client declines initial events.
  const initial = sendInitialEvents ?? resourceVersion === 0;
  if (sendInitialEvents && resourceVersion > store.revision) throw tooLarge(resourceVersion, store.revision);
  const now = store.revision;
  const after = initial || (sendInitialEvents === false && resourceVersion === 0) ? now : resourceVersion;
  const missed = initial ? [] : store.changesSince(resource.store, after);
  const gone = tooOld(after, store.oldest(resource.store));
  if (!missed && faults.goneAs === 'status') throw gone;
  const watch = new Watch(response, { store: resource.store, matches, renderer, bookmarks: allowWatchBookmarks, after });
  faults.opened(watch);
  if (!missed) {
    watch.fail(gone.status);
    return 'streaming';
  }
  for (const change of missed) watch.change(change);
  watch.onClose(store.onChange(change => watch.change(change)));
  if (initial) {
    const objects = store.list(resource.store, path.namespace).filter(matches);
    void watch.begin(objects, sendInitialEvents ? now : undefined);
  }
  const bookmarks = setInterval(() => watch.bookmark(store.revision), bookmarkInterval);
  const timeout = setTimeout(
    () => {
      watch.bookmark(store.revision);
      watch.end();
    },
    (timeoutSeconds || DEFAULT_TIMEOUT) * 1000,
  );
  watch.onClose(() => {
    clearInterval(bookmarks);
    clearTimeout(timeout);
  });
  return 'streaming';
}
