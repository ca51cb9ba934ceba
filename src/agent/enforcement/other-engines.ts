/**
 * Detects other policy engines on this node. Two engines on the same endpoints overwrite each other's ACLs and reset connections. While another
 * one runs, the agent writes nothing, whichever started first, and existing ACLs stay in force.
 */
import type { Cluster } from '../../core/cluster.ts';
import { keyOf, type Pod } from '../../core/model.ts';
import { ENGINES, type Engine } from '../../hns/endpoint/leftovers.ts';
import type { Log } from '../log.ts';

/**
 * The pods of their DaemonSets (docs/reference/azure-npm-windows.md §7, docs/reference/calico-windows.md §6). The namespace matters, because
 * otherwise any user could stop enforcement with a label on a pod.
 */
const PODS: Readonly<Record<Engine, { readonly namespaces: readonly string[]; readonly app: string }>> = {
  'azure-npm': { namespaces: ['kube-system'], app: 'azure-npm' },
  calico: { namespaces: ['calico-system', 'kube-system'], app: 'calico-node-windows' },
};

/** The values of their label `k8s-app`. */
export const ENGINE_APPS: readonly string[] = Object.values(PODS).map(({ app }) => app);

/** The engine that a pod belongs to. */
export function engineOf(pod: Pick<Pod, 'namespace' | 'labels'>): Engine | undefined {
  return ENGINES.find(engine => isOf(pod, engine));
}

export interface OtherEnginesOptions {
  readonly node: string;
  /** Engines to detect. */
  readonly engines: readonly Engine[];
  readonly cluster: Cluster;
  readonly log: Log;
  /** Called when the pods of other engines change. */
  readonly onChange: (isThere: boolean) => void;
}

export class OtherEngines {
  readonly #options: OtherEnginesOptions;
  #last = '';

  constructor(options: OtherEnginesOptions) {
    this.#options = options;
  }

  /** Sorted keys of their current pods. Includes terminating pods and pods without an address, because they may write. */
  get pods(): readonly string[] {
    const { node, cluster, engines } = this.#options;
    return cluster
      .allPodsOfNode(node)
      .filter(pod => !pod.finished && engines.some(engine => isOf(pod, engine)))
      .map(keyOf);
  }

  /** Logs changes since the last call. */
  follow(): void {
    const { pods } = this;
    const text = pods.join(', ');
    if (text === this.#last) return;
    const { log, onChange } = this.#options;
    onChange(pods.length > 0);
    if (pods.length > 0) log.warn('another policy engine runs on this node: the agent writes nothing until it is gone', { pods });
    else log.info('no other policy engine runs on this node any more', { pods: this.#last });
    this.#last = text;
  }
}

function isOf({ namespace, labels }: Pick<Pod, 'namespace' | 'labels'>, engine: Engine): boolean {
  const { namespaces, app } = PODS[engine];
  return namespaces.includes(namespace) && Object.hasOwn(labels, 'k8s-app') && labels['k8s-app'] === app;
}
