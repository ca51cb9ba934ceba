/** Issues of manifests → problems with their location and advice. */
import type { Issue } from '../../core/issue.ts';
import { adviceFor } from './advice.ts';
import { decimalPorts } from './integers.ts';
import { type Manifest, nameOf } from './manifests.ts';
import type { Problem } from './problem.ts';

/** The errors of an object that may be applied. The API server would reject it. */
export function rejections(manifest: Manifest, issues: readonly Issue[]): Problem[] {
  const errors = issues.filter(({ severity, code }) => severity === 'error' && code === 'invalid');
  const decimals = manifest.kind === 'NetworkPolicy' ? decimalPorts(manifest) : [];
  return [
    ...errors.map(({ path, message }) => problemAt(manifest, path, message)),
    ...decimals.map(({ path, source }) => problemAt(manifest, path, `Invalid value: ${source}: must be an integer`)),
  ];
}

export function problemAt({ file, kind, object, locate }: Manifest, path: string, message: string): Problem {
  const advice = adviceFor(object, path);
  return { file, location: locate(path), object: nameOf(kind, object), path, message: advice ? `${message}. ${advice}` : message };
}
