/** What is wrong with a manifest and where, for people. */
export interface Problem {
  /** As given on the command line, or a file in such a folder; `stdin` for `-`. */
  readonly file: string;
  /** From 1; absent where the file as a whole is meant. */
  readonly line?: number;
  /** `NetworkPolicy demo/web`; absent where no object could be read. */
  readonly object?: string;
  /** JSON path in the object; '' or absent where the object as a whole is meant. */
  readonly path?: string;
  readonly message: string;
}

/** `policies.yaml:12: NetworkPolicy demo/web: spec.ingress[0].ports[0].port: must be between 1 and 65535` */
export function describeProblem({ file, line, object, path, message }: Problem): string {
  return [line === undefined ? file : `${file}:${line}`, object, path, message].filter(Boolean).join(': ');
}
