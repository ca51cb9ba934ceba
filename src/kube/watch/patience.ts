/** Milliseconds of silence after which a request counts as dead. */

/**
 * Until the headers arrive. Priority and fairness keeps a request in its queue for up to 15 s
 * (docs/reference/kube-apiserver.md §3).
 */
export const HEADERS_PATIENCE = 20_000;

/** Between the parts of a list, which arrive without pauses. A server that ignores `sendInitialEvents` sends no data after its objects. */
export const LIST_PATIENCE = 10_000;

/** For an open watch. API servers send a bookmark every minute. */
export const WATCH_PATIENCE = 150_000;
