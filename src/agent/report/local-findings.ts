/**
 * The findings that concern this node. A rejected policy concerns the nodes of the pods that it selects. All nodes get the findings of other
 * objects, and of policies with an unknown selector.
 */
import type { Labels, Pod } from '../../core/model.ts';
import { matches } from '../../core/selector.ts';
import type { ClusterState, Finding, Subjects } from '../state.ts';

/** Distinct sets of labels, by namespace. Pods of one template share them. */
type LocalLabels = ReadonlyMap<string, ReadonlySet<Labels>>;

export class LocalFindings {
  readonly #state: Pick<ClusterState, 'cluster' | 'findings'>;
  readonly #node: string;
  #all: readonly Finding[] = [];
  #labels: LocalLabels = new Map();
  #local: readonly Finding[] = [];

  constructor(state: Pick<ClusterState, 'cluster' | 'findings'>, node: string) {
    this.#state = state;
    this.#node = node;
  }

  /** Sorted by kind and key. The same array until a finding or the labels of a local pod change. */
  get current(): readonly Finding[] {
    const all = this.#state.findings();
    const labels = labelsOf(this.#state.cluster.podsOfNode(this.#node));
    if (all !== this.#all || !isSame(labels, this.#labels)) {
      this.#all = all;
      this.#labels = labels;
      this.#local = all.filter(({ selects }) => selects === undefined || selectsOneOf(selects, labels));
    }
    return this.#local;
  }
}

function selectsOneOf({ namespace, podSelector }: Subjects, local: LocalLabels): boolean {
  return [...(local.get(namespace) ?? [])].some(labels => matches(podSelector, labels));
}

function labelsOf(pods: readonly Pod[]): LocalLabels {
  const local = new Map<string, Set<Labels>>();
  for (const { namespace, labels } of pods) {
    const known = local.get(namespace);
    if (known) known.add(labels);
    else local.set(namespace, new Set([labels]));
  }
  return local;
}

function isSame(a: LocalLabels, b: LocalLabels): boolean {
  return a.size === b.size && [...a].every(([namespace, labels]) => isSameSet(labels, b.get(namespace)));
}

function isSameSet(a: ReadonlySet<Labels>, b: ReadonlySet<Labels> | undefined): boolean {
  return a.size === b?.size && [...a].every(labels => b.has(labels));
}
