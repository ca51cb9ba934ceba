/** The address of a CRI server: a named pipe on Windows, a UNIX socket elsewhere. */

const PIPE = /^(?:\\\\\.\\pipe\\|npipe:\/\/(?:\/\/\.)?\/pipe\/)([^\\/]+)$/;

/**
 * @param endpoint `\\.\pipe\NAME`, the kubelet's spelling `npipe:////./pipe/NAME`, or `unix:///path`.
 * @returns The target for gRPC; undefined for any other text. Targets on another machine are not accepted.
 */
export function criTarget(endpoint: string): string | undefined {
  const pipe = PIPE.exec(endpoint)?.[1];
  if (pipe !== undefined) return `unix:\\\\.\\pipe\\${pipe}`;
  return /^unix:\/\/\/./.test(endpoint) ? endpoint : undefined;
}
