/** `-f …` or `--live` → a cluster, or all errors in the input. */
import type { Backend } from '../../core/backend.ts';
import type { OnUnsupported } from '../../core/reject.ts';
import { type Translation, windows } from '../../hns/windows.ts';
import { CommandError } from '../command-error.ts';
import type { Io } from '../io.ts';
import { clusterOf, type ManifestCluster } from './cluster-from-manifests.ts';
import { type LiveOptions, liveSources } from './live-sources.ts';
import { readSources, type Source } from './manifest-source.ts';
import { type Manifest, manifestsOf, type Skipped } from './manifests.ts';
import { describeProblem, type Problem } from './problem.ts';

export interface OfflineOptions extends LiveOptions {
  readonly filename?: readonly string[];
  readonly live?: boolean;
  readonly recursive?: boolean;
  readonly onUnsupported: OnUnsupported;
  readonly translate?: readonly Translation[];
  /** The node of pods that are not scheduled yet. */
  readonly unscheduledNode?: string | undefined;
}

export interface OfflineCluster extends ManifestCluster {
  /** Objects of other kinds, by `apiVersion kind`. */
  readonly ignored: ReadonlyMap<string, number>;
  readonly sources: readonly Source[];
}

/** @throws CommandError with one line per problem, sorted by file and location. */
export async function offlineCluster(
  options: OfflineOptions,
  io: Io,
  backend: Backend = windows(options.translate ?? []),
): Promise<OfflineCluster> {
  const problems: Problem[] = [];
  const skipped: Skipped = { counts: new Map(), policies: new Map() };
  const sources = await sourcesOf(options, io, problems);
  const manifests = announced(manifestsOf(sources, problems, skipped), io);
  const { onUnsupported, unscheduledNode: node } = options;
  const result = clusterOf(manifests, { backend, onUnsupported, node }, problems);
  if (problems.length > 0) throw new CommandError(sorted(problems, sources).map(describeProblem));
  io.err([...result.replaced, ...otherPolicies(skipped)].map(problem => `warning: ${describeProblem(problem)}`));
  return { ...result, ignored: skipped.counts, sources };
}

async function sourcesOf(options: OfflineOptions, io: Io, problems: Problem[]): Promise<Source[]> {
  const { filename, live = false, recursive = false } = options;
  if (!filename && !live) throw new CommandError(['give manifests with -f, or --live to read a cluster']);
  io.progress('Reading manifests …');
  const files = filename ? await readSources(filename, recursive, io.stdin, problems) : [];
  // Files come last, so that an edited policy replaces that of the cluster.
  return live ? [...(await liveSources(options, io.progress)), ...files] : files;
}

const PROGRESS_STEP = 1000;

function* announced(manifests: Iterable<Manifest>, io: Io): Generator<Manifest> {
  let count = 0;
  for (const manifest of manifests) {
    count++;
    if (count % PROGRESS_STEP === 0) io.progress(`Reading ${manifest.file}: ${count} objects …`);
    yield manifest;
  }
}

function sorted(problems: readonly Problem[], sources: readonly Source[]): Problem[] {
  const fileOrder = new Map(sources.map(({ name }, index) => [name, index]));
  const order = ({ file, location }: Problem): number[] => [fileOrder.get(file) ?? -1, location?.line ?? 0, location?.column ?? 0];
  return problems
    .map(problem => ({ problem, at: order(problem) }))
    .sort((a, b) => a.at[0]! - b.at[0]! || a.at[1]! - b.at[1]! || a.at[2]! - b.at[2]!)
    .map(({ problem }) => problem);
}

/** One line for each other API, so that no policy is passed over in silence. */
function otherPolicies({ counts, policies }: Skipped): Problem[] {
  return [...policies].map(([key, problem]) => {
    const others = counts.get(key)! - 1;
    return others === 0 ? problem : { ...problem, message: `${problem.message}. There are ${others} more of this kind` };
  });
}
