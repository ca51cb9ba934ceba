import type { Location } from './document.ts';

/** An error in a manifest and its location. */
export interface Problem {
  /** As given on the command line, or a file in such a directory. `stdin` for `-`. */
  readonly file: string;
  /** Absent for the whole file. */
  readonly location?: Location;
  /** For instance `NetworkPolicy demo/web`. Absent if no object could be read. */
  readonly object?: string;
  /** JSON path in the object. '' or absent for the whole object. */
  readonly path?: string;
  readonly message: string;
}

/** `policies.yaml:12:9: NetworkPolicy demo/web: spec.ingress[0].ports[0].port: must be between 1 and 65535` */
export function describeProblem({ file, location, object, path, message }: Problem): string {
  return [placeOf(file, location), object, path, message].filter(Boolean).join(': ');
}

/** `policies.yaml:12:9`, as compilers print it. */
export function placeOf(file: string, location: Location | undefined): string {
  return location === undefined ? file : `${file}:${location.line}:${location.column}`;
}
