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
  /** When the last watch ended or the last part of a list arrived. Set once that is 60 s ago and no watch is open. */
  readonly noContactSince?: number;
}

/** When the API server last said something about the kind; undefined: never. */
export function lastHeard({ lastList, lastEvent }: KindHealth): number | undefined {
  return lastList === undefined && lastEvent === undefined ? undefined : Math.max(lastList ?? 0, lastEvent ?? 0);
}

/** Milliseconds since 1970. Undefined while there is contact for every kind. */
export function contactLostSince(watches: readonly KindHealth[]): number | undefined {
  const lost = watches.map(({ noContactSince }) => noContactSince).filter(time => time !== undefined);
  return lost.length > 0 ? Math.min(...lost) : undefined;
}
