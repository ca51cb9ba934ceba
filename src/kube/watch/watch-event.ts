import { z } from 'zod';
import { ApiError, apiErrorOfStatus } from './api-error.ts';

export type WatchEvent =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: unknown; readonly resourceVersion: string | undefined }
  | { readonly type: 'BOOKMARK'; readonly initialEventsEnd: boolean; readonly resourceVersion: string | undefined };

/** An event that cannot be read. Its change is unknown, so a new list is needed. */
export class UnreadableEventError extends Error {
  override readonly name = 'UnreadableEventError';
}

const eventShape = z.object({ type: z.enum(['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR']), object: z.unknown() });
const metadataShape = z.object({
  metadata: z.object({ resourceVersion: z.string().optional(), annotations: z.record(z.string(), z.unknown()).nullish() }),
});

/** @throws ApiError for an ERROR event, UnreadableEventError for any other text. */
export function parseWatchEvent(line: string, parse: (text: string) => unknown = JSON.parse): WatchEvent {
  const { type, object } = eventOf(line, parse);
  if (type === 'ERROR') throw apiErrorOfStatus(object) ?? new ApiError(500, '', 'the watch ended with an ERROR event without a Status');
  const metadata = metadataShape.safeParse(object).data?.metadata;
  const resourceVersion = metadata?.resourceVersion;
  if (type !== 'BOOKMARK') return { type, object, resourceVersion };
  return { type, initialEventsEnd: metadata?.annotations?.['k8s.io/initial-events-end'] === 'true', resourceVersion };
}

function eventOf(line: string, parse: (text: string) => unknown): z.infer<typeof eventShape> {
  try {
    return eventShape.parse(parse(line));
  } catch (cause) {
    throw new UnreadableEventError(`the watch sent a line that is not an event: ${line.slice(0, 200)}`, { cause });
  }
}
