/** The issues of a finding for people: a rejected named port names the number that the containers of the local pods define. */
import type { Cluster } from '../../core/cluster.ts';
import type { Issue } from '../../core/issue.ts';
import { withPortNumbers } from '../../core/port-advice.ts';
import { matches } from '../../core/selector.ts';
import type { Finding } from '../state.ts';

export class PortAdvice {
  readonly #cluster: Pick<Cluster, 'podsOfNode'>;
  readonly #node: string;

  constructor(cluster: Pick<Cluster, 'podsOfNode'>, node: string) {
    this.#cluster = cluster;
    this.#node = node;
  }

  issues({ issues, names, selects }: Finding): readonly Issue[] {
    if (!names || !selects) return issues;
    const { namespace, podSelector } = selects;
    const pods = this.#cluster.podsOfNode(this.#node).filter(pod => pod.namespace === namespace && matches(podSelector, pod.labels));
    return withPortNumbers(issues, names, pods);
  }
}
