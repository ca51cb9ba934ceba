import { z } from 'zod';
import type { Kind } from '../../core/model.ts';
import type { Requests } from './connection.ts';
import { HEADERS_PATIENCE } from './patience.ts';
import { Listing } from './replica.ts';
import type { Resource } from './resource.ts';

// Peak memory grows with the page: 287 MiB for 20,000 pods in pages of 500, 205 MiB in pages of 250.
const PAGE = 250;

const pageShape = z.object({
  metadata: z.object({ resourceVersion: z.string().min(1), continue: z.string().nullish() }),
  items: z.array(z.unknown()).nullish(),
});

export interface CompleteList<K extends Kind> {
  readonly objects: Listing<K>;
  /** The version of all pages. A watch from here misses no event. */
  readonly resourceVersion: string;
  /** Size of all pages, without compression. */
  readonly bytes: number;
}

/**
 * Lists all pages. The request sets no resourceVersion: so the answer is never older than an earlier one, and the server respects the limit,
 * which it ignores for `0`.
 * @throws ApiError. Status 410 means that the list took longer than the server keeps history. Its pages are then discarded.
 */
export async function listPages<K extends Kind>(
  connection: Requests,
  resource: Resource<K>,
  signal: AbortSignal,
  onReceived: () => void,
): Promise<CompleteList<K>> {
  const objects = new Listing(resource);
  let token: string | undefined;
  let bytes = 0;
  const request = {
    path: resource.path,
    gzip: true,
    signal,
    patience: () => HEADERS_PATIENCE,
    onReceived: (count: number) => {
      bytes += count;
      onReceived();
    },
  };
  for (;;) {
    const query = { ...resource.query, limit: `${PAGE}`, ...(token && { continue: token }) };
    const { metadata, items } = pageShape.parse(await connection.json({ ...request, query }));
    for (const item of items ?? []) objects.put(item);
    if (!metadata.continue) return { objects, resourceVersion: metadata.resourceVersion, bytes };
    token = metadata.continue;
  }
}

/** The current resource version, from a list of one object. @throws like `listPages`. */
export async function currentVersion(connection: Requests, resource: Resource<Kind>, signal: AbortSignal): Promise<string> {
  const query = { ...resource.query, limit: '1' };
  const answer = await connection.json({ path: resource.path, query, signal, patience: () => HEADERS_PATIENCE });
  return pageShape.parse(answer).metadata.resourceVersion;
}
