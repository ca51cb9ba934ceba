/** `-f …` → a cluster, or all errors in the input. Used by `plan` and `connect`. */
import type { Backend } from '../../core/backend.ts';
import type { OnUnsupported } from '../../core/reject.ts';
import { type Translation, windows } from '../../hns/windows.ts';
import { CommandError } from '../command-error.ts';
import type { Io } from '../io.ts';
import { clusterOf, type ManifestCluster } from './cluster-from-manifests.ts';
import { readSources } from './manifest-source.ts';
import { type Manifests, readManifests } from './manifests.ts';
import { describeProblem, type Problem } from './problem.ts';

export interface OfflineOptions {
  readonly filename: readonly string[];
  readonly recursive?: boolean;
  readonly onUnsupported: OnUnsupported;
  readonly translate?: readonly Translation[];
}

/** @throws CommandError with one line per problem, sorted by file and line. */
export async function offlineCluster(
  options: OfflineOptions,
  io: Io,
  backend: Backend = windows(options.translate ?? []),
): Promise<ManifestCluster & Pick<Manifests, 'ignored'>> {
  const problems: Problem[] = [];
  io.progress('Reading manifests …');
  const sources = await readSources(options.filename, options.recursive ?? false, io.stdin, problems);
  const { manifests, ignored } = readManifests(sources, problems);
  const result = clusterOf(manifests, { backend, onUnsupported: options.onUnsupported }, problems);
  if (problems.length > 0) {
    const fileOrder = new Map(sources.map(({ name }, index) => [name, index]));
    const order = ({ file }: Problem): number => fileOrder.get(file) ?? -1;
    problems.sort((a, b) => order(a) - order(b) || (a.line ?? 0) - (b.line ?? 0));
    throw new CommandError(problems.map(describeProblem));
  }
  io.err(result.replaced.map(replaced => `warning: ${describeProblem(replaced)}`));
  return { ...result, ignored };
}
