/** Pods that have no address yet: templates of workloads, and manifests of pods. They get one when the whole input is read. */
import type { Cluster } from '../../core/cluster.ts';
import { keyOf, type Node, type Pod } from '../../core/model.ts';
import { ExampleAddresses } from './example-addresses.ts';
import type { ManifestKind } from './manifest-kind.ts';
import { isObject, type JsonObject, type Manifest } from './manifests.ts';
import { nodeFor, type Placement } from './pod-template.ts';

export interface PendingPod {
  readonly pod: Pod;
  readonly placement: Placement;
  readonly kind: ManifestKind;
  readonly place: Pick<Manifest, 'file' | 'locate'>;
}

export class PendingPods {
  readonly examples = new ExampleAddresses();
  readonly #pods: PendingPod[] = [];
  readonly #nodeLabels = new Map<string, JsonObject>();

  add(pending: PendingPod): void {
    this.#pods.push(pending);
  }

  /** Nodes are candidates for the pods. */
  addNode(name: string, { metadata }: JsonObject): void {
    const { labels } = isObject(metadata) ? metadata : {};
    this.#nodeLabels.set(name, isObject(labels) ? labels : {});
  }

  /**
   * Gives each pod a node, an address, and a name of its own. Yields them in the order of their names, so that the order of the input does not
   * decide about addresses.
   * @param cluster Receives each pod before the next is yielded.
   * @param given `--node`.
   */
  *scheduled(cluster: Cluster, given: string | undefined): Generator<PendingPod & { readonly node: Node }> {
    const sorted = this.#pods.toSorted((a, b) => (keyOf(a.pod) + a.kind < keyOf(b.pod) + b.kind ? -1 : 1));
    for (const pending of sorted) {
      const { pod, placement, kind } = pending;
      const isTemplate = kind !== 'Pod';
      if (isTemplate && hasReplica(cluster, pod)) continue;
      const name = isTemplate && cluster.get('pod', keyOf(pod)) ? `${pod.name}-${kind.toLowerCase()}` : pod.name;
      const node: Node = pod.node === undefined ? nodeFor(placement, given, this.#nodeLabels) : { name: pod.node, addresses: [] };
      const address = pod.hostNetwork ? cluster.get('node', node.name)?.addresses[0] : this.examples.next();
      yield { ...pending, node, pod: { ...pod, name, node: node.name, addresses: address === undefined ? [] : [address] } };
    }
  }
}

/** The kubelet has reported no address, and will not release one. */
export function isPending({ addresses, finished, node, hostNetwork }: Pod): boolean {
  return !finished && addresses.length === 0 && (node === undefined || !hostNetwork);
}

/** The input has a pod of the workload: a stored one with all labels of the template, as an API server gives them to each replica. */
function hasReplica(cluster: Cluster, { namespace, labels }: Pod): boolean {
  const wanted = Object.entries(labels);
  const isReplica = (pod: Pod): boolean => pod.uid !== '' && wanted.every(([key, value]) => pod.labels[key] === value);
  return wanted.length > 0 && [...cluster.podsOfNamespace(namespace)].some(isReplica);
}
