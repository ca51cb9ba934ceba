import type { Kind } from '../../core/model.ts';

/** How the list and watch of one kind fare. Times are milliseconds since 1970. */
export interface KindHealth {
  readonly kind: Kind;
  /** Has been listed at least once. */
  readonly synced: boolean;
  /** The list is complete and a watch open that keeps it so. */
  readonly connected: boolean;
  /** In a row. 0 after a complete list, an event or a bookmark. */
  readonly failures: number;
  readonly lastList?: number;
  /** Bookmarks count. */
  readonly lastEvent?: number;
  readonly lastError?: string;
}

/** When the API server last said something about the kind; undefined: never. */
export function lastHeard({ lastList, lastEvent }: KindHealth): number | undefined {
  return lastList === undefined && lastEvent === undefined ? undefined : Math.max(lastList ?? 0, lastEvent ?? 0);
}
