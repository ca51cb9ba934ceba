import { release } from 'node:os';

/** @param version For instance `10.0.26100`. @returns 26100. Undefined on another system than Windows, or if the version has another form. */
export function windowsBuild(version = release(), platform: string = process.platform): number | undefined {
  const build = /^\d+\.\d+\.(\d+)$/.exec(version)?.[1];
  return platform === 'win32' && build !== undefined ? Number(build) : undefined;
}
