/**
 * Chooses the node that records the Events about a policy: of the nodes that run this agent and a pod that the policy selects, the one with the
 * smallest hash. All agents know the same pods, so they agree without asking each other. The Event has the same name on every node, so a
 * disagreement for a moment costs one request.
 */
import { createHash } from 'node:crypto';
import type { Cluster } from '../../core/cluster.ts';
import type { Pod } from '../../core/model.ts';
import { matches } from '../../core/selector.ts';
import type { Regarding } from '../../kube/events/events.ts';
import type { Subjects } from '../state.ts';

export interface PolicyReporterOptions {
  readonly node: string;
  /** Of the agents' pods. Undefined: unknown, and this node reports every policy. */
  readonly namespace: string | undefined;
  readonly cluster: Pick<Cluster, 'podsOfNode' | 'podsOfNamespace'>;
  /** The pods that a policy selects. Undefined: unknown. */
  readonly selects: (policy: string) => Subjects | undefined;
}

// The labels of the DaemonSet's pods (deploy/base/daemon-set.yaml). The namespace matters, because anyone may label a pod.
const LABELS = { 'app.kubernetes.io/name': 'hns-policy-agent', 'app.kubernetes.io/component': 'agent' };

export class PolicyReporter {
  readonly #options: PolicyReporterOptions;

  constructor(options: PolicyReporterOptions) {
    this.#options = options;
  }

  /** This node records Events about the object. */
  isHere({ kind, namespace, name, uid }: Regarding): boolean {
    const { node, cluster, selects } = this.#options;
    const subjects = kind === 'NetworkPolicy' ? selects(`${namespace}/${name}`) : undefined;
    const nodes = this.#agentNodes();
    if (!subjects || !nodes.has(node)) return true;
    const rank = rankOf(uid, node);
    const earlier = [...nodes].filter(other => rankOf(uid, other) < rank);
    return !earlier.some(other => cluster.podsOfNode(other).some(pod => isSelected(pod, subjects)));
  }

  #agentNodes(): ReadonlySet<string> {
    const { namespace, cluster } = this.#options;
    const pods = namespace === undefined ? [] : [...cluster.podsOfNamespace(namespace)];
    return new Set(pods.flatMap(pod => (isAgent(pod) && pod.node !== undefined ? [pod.node] : [])));
  }
}

function isAgent({ labels, finished, terminating }: Pod): boolean {
  return !finished && !terminating && matches({ matchLabels: LABELS, matchExpressions: [] }, labels);
}

function isSelected(pod: Pod, { namespace, podSelector }: Subjects): boolean {
  return pod.namespace === namespace && matches(podSelector, pod.labels);
}

function rankOf(uid: string, node: string): string {
  return createHash('sha256').update(`${uid}\0${node}`).digest('hex');
}
