/** LIST: a consistent page of a collection. */
import type { ListOptions } from './list-options.ts';
import { type KubeObject, keyOf } from './object.ts';
import type { Resource } from './resource.ts';
import { selection, selectsAll } from './selection.ts';
import { badRequest, expired, tooOld } from './status.ts';
import type { Store } from './store.ts';

export interface ListPage {
  /** In stored form. */
  readonly items: readonly KubeObject[];
  /** The list's metadata. */
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string; readonly remainingItemCount?: number };
}

/** @param namespace absent: all. @throws StatusError 410 if the page's revision is forgotten. */
export function list(store: Store, resource: Resource, namespace: string | undefined, options: ListOptions): ListPage {
  const from = startOf(options);
  const matches = selection(resource, { namespace }, options);
  // A list at resourceVersion 0 comes from the watch cache, which has no pages.
  const limit = options.limit > 0 && options.resourceVersion !== 0 ? options.limit : Number.POSITIVE_INFINITY;
  const plain = selectsAll(options);
  const page = store.page(resource.store, namespace, from.after, plain ? limit + 1 : Number.POSITIVE_INFINITY, from.at);
  if (!page) {
    if (options.continue === '') throw tooOld(from.at!, store.oldestList(resource.store));
    throw expired(CONTINUE_EXPIRED, token({ revision: -1, after: from.after }));
  }
  const items: KubeObject[] = [];
  let more = false;
  for (const object of page.values()) {
    if (!matches(object)) continue;
    more = items.length === limit;
    if (more) break;
    items.push(object);
  }
  const revision = from.at ?? store.revision;
  if (!more) return { items, metadata: { resourceVersion: String(revision) } };
  const after = keyOf(items.at(-1)!);
  const remaining = plain ? { remainingItemCount: store.countAfter(resource.store, namespace, after) } : {};
  return { items, metadata: { resourceVersion: String(revision), continue: token({ revision, after }), ...remaining } };
}

/** The first key of the page, and the revision (absent: now). */
interface Start {
  readonly after: string;
  readonly at?: number;
}

function startOf(options: ListOptions): Start {
  if (options.continue !== '') {
    if (options.resourceVersion !== undefined && options.resourceVersion !== 0) {
      throw badRequest('specifying resource version is not allowed when using continue');
    }
    const { revision, after } = parseToken(options.continue);
    return revision < 0 ? { after } : { after, at: revision };
  }
  const { resourceVersion = 0, resourceVersionMatch, limit } = options;
  // Without a match, a limited list has exactly the given version. An unlimited list is not older than it.
  const exact = resourceVersionMatch === 'Exact' || (resourceVersionMatch === undefined && limit > 0 && resourceVersion > 0);
  return exact ? { after: '', at: resourceVersion } : { after: '' };
}

/** With a negative revision the remaining pages show the current state, which is not consistent with the earlier pages. */
function token(place: { revision: number; after: string }): string {
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: place.revision, start: place.after })).toString('base64url');
}

function parseToken(text: string): { revision: number; after: string } {
  const bytes = Buffer.from(text, 'base64url');
  try {
    const { rv, start } = JSON.parse(bytes.toString());
    if (Number.isInteger(rv) && typeof start === 'string') return { revision: rv, after: start };
  } catch {
    // The error below names the first byte, as Go's JSON decoder does.
  }
  const first = `\\u${(bytes[0] ?? 0).toString(16).padStart(4, '0')}`;
  throw badRequest(`invalid continue token: continue key is not valid: invalid character '${first}' looking for beginning of value`);
}

const CONTINUE_EXPIRED =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use ' +
  'the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - ' +
  'objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';
