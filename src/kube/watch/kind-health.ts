import type { Kind } from '../../core/model.ts';

/** Health of the list and watch of one kind. Times are milliseconds since 1970. */
export interface KindHealth {
  readonly kind: Kind;
  /** True after the first complete list. */
  readonly synced: boolean;
  /** True while the list is complete and a watch is open. */
  readonly connected: boolean;
  /** Failures in a row. 0 after a complete list, an event or a bookmark. */
  readonly failures: number;
  readonly lastList?: number;
  /** Includes bookmarks. */
  readonly lastEvent?: number;
  readonly lastError?: string;
  /** Time when the last watch ended or the last part of a list arrived. Set after 60 s without an open watch. */
  readonly noContactSince?: number;
}

/** Time of the last list, event or bookmark. Undefined: never. */
export function lastContact({ lastList, lastEvent }: KindHealth): number | undefined {
  return lastList === undefined && lastEvent === undefined ? undefined : Math.max(lastList ?? 0, lastEvent ?? 0);
}

/** Milliseconds since 1970. Undefined while there is contact for every kind. */
export function contactLostSince(watches: readonly KindHealth[]): number | undefined {
  const lost = watches.map(({ noContactSince }) => noContactSince).filter(time => time !== undefined);
  return lost.length > 0 ? Math.min(...lost) : undefined;
}
