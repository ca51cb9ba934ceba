/**
 * Other engines for NetworkPolicies at work on this node. Two that write the same endpoints undo each other's work, lose each other's changes and
 * reset connections, so while one is there the agent writes nothing, also where it was there first: what is in force stays.
 */
import type { Cluster } from '../../core/cluster.ts';
import { keyOf, type Pod } from '../../core/model.ts';
import type { Engine } from '../../hns/endpoint/leftovers.ts';
import type { Log } from '../log.ts';

/**
 * The pods of their DaemonSets (docs/reference/azure-npm-windows.md §7; docs/reference/calico-windows.md §6). By namespace too: a label anyone may give to a pod of his own,
 * and stop enforcement with it.
 */
const PODS: Readonly<Record<Engine, { readonly namespaces: readonly string[]; readonly app: string }>> = {
  'azure-npm': { namespaces: ['kube-system'], app: 'azure-npm' },
  calico: { namespaces: ['calico-system', 'kube-system'], app: 'calico-node-windows' },
};

export interface OtherEnginesOptions {
  readonly node: string;
  /** Those that matter. */
  readonly engines: readonly Engine[];
  readonly cluster: Cluster;
  readonly log: Log;
  /** Told when one comes, and when the last is gone. */
  readonly onChange: (isThere: boolean) => void;
}

export class OtherEngines {
  readonly #options: OtherEnginesOptions;
  #last = '';

  constructor(options: OtherEnginesOptions) {
    this.#options = options;
  }

  /** Keys of their pods, as of now; sorted. One that is ending still writes, one that has no address yet may begin to. */
  get pods(): readonly string[] {
    const { node, cluster, engines } = this.#options;
    return cluster
      .allPodsOfNode(node)
      .filter(pod => !pod.finished && engines.some(engine => isOf(pod, engine)))
      .map(keyOf);
  }

  /** Says what has changed since the last time. */
  follow(): void {
    const { pods } = this;
    const text = pods.join(', ');
    if (text === this.#last) return;
    const { log, onChange } = this.#options;
    onChange(pods.length > 0);
    if (pods.length > 0) log.warn('another engine runs on this node: nothing is written here until it is gone', { pods });
    else log.info('no other engine runs on this node any more', { pods: this.#last });
    this.#last = text;
  }
}

function isOf({ namespace, labels }: Pod, engine: Engine): boolean {
  const { namespaces, app } = PODS[engine];
  return namespaces.includes(namespace) && Object.hasOwn(labels, 'k8s-app') && labels['k8s-app'] === app;
}
