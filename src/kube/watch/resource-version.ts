const DECIMAL = /^[1-9]\d*$/;

/** The API server has an older state than the agent: etcd was restored from a backup. */
export class RestoredError extends Error {
  override readonly name = 'RestoredError';
}

/**
 * @param version Undefined if the event has none.
 * @param last The last version received before.
 * @throws RestoredError if the version is earlier.
 */
export function requireNotEarlier(version: string | undefined, last: string | undefined): void {
  if (version === undefined || last === undefined || !isEarlier(version, last)) return;
  throw new RestoredError(`the API server is at resourceVersion ${version} after ${last}: its etcd was restored`);
}

/**
 * True if both are resource versions and the first is lower. They are decimal integers of any size (docs/reference/kube-apiserver.md §1). Other
 * text cannot be compared.
 */
export function isEarlier(version: string, other: string): boolean {
  if (!DECIMAL.test(version) || !DECIMAL.test(other)) return false;
  return version.length === other.length ? version < other : version.length < other.length;
}
