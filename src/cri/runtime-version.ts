export interface RuntimeVersion {
  /** For instance `containerd`. */
  readonly name: string;
  /** As the runtime prints it: `1.6.20~ds1`, `v1.7.20+azure`, `2.0.0`. */
  readonly version: string;
}

/**
 * Reports if a second caller of `GetContainerEvents` receives every event. Up to containerd 1.7 all callers read from one channel, so a second
 * caller takes events away from the kubelet. A runtime or version that is not recognised counts as such.
 */
export function sharesEvents({ name, version }: RuntimeVersion): boolean {
  const match = /^v?(\d+)\.(\d+)\.(\d+)(-)?/.exec(version);
  if (name !== 'containerd' || !match) return false;
  const [, major, minor, patch, prerelease] = match;
  return Number(major) > 2 || (Number(major) === 2 && !(minor === '0' && patch === '0' && prerelease !== undefined));
}
