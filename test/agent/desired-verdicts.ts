/** The verdicts of the policies on the pods of one node, from the cluster as it is, which the API may show later. */
import type { EnforcerConfig } from '../../src/agent/enforcer-options.ts';
import { ClusterState } from '../../src/agent/state.ts';
import { formatAddress } from '../../src/core/address.ts';
import type { Kind, Objects } from '../../src/core/model.ts';
import { verdict } from '../../src/core/verdict.ts';
import { windows } from '../../src/hns/windows.ts';
import type { Direction, FlowPacket } from '../../src/simulator/hns/matcher.ts';

type Settings = Pick<EnforcerConfig, 'onUnsupported' | 'translate'>;

export interface DesiredVerdictsOptions extends Settings {
  readonly node: string;
  readonly hostAddresses: () => readonly string[];
  readonly allowEgressToNode: boolean;
}

export class DesiredVerdicts {
  readonly #options: DesiredVerdictsOptions;
  #state: ClusterState;

  constructor(options: DesiredVerdictsOptions) {
    this.#options = options;
    this.#state = stateOf(options);
  }

  /** Other settings of the agent. The cluster must be set again. */
  configure(settings: Settings): void {
    this.#state = stateOf(settings);
  }

  set<K extends Kind>(kind: K, object: Objects[K]): void {
    this.#state.set(kind, object);
  }

  delete(kind: Kind, key: string): void {
    this.#state.delete(kind, key);
  }

  /** @param pod `namespace/name`. True for a pod that does not exist. @param direction In: the flow goes to the pod. */
  allows(pod: string, flow: FlowPacket, direction: Direction): boolean {
    const { node, hostAddresses, allowEgressToNode } = this.#options;
    const { protocol } = flow;
    if (typeof protocol === 'number') throw new TypeError(`no verdict for protocol ${protocol}`);
    const addresses = hostAddresses();
    this.#state.set('node', { name: node, addresses });
    if (direction === 'Out' && allowEgressToNode && addresses.includes(formatAddress(flow.to))) return true;
    const policy = this.#state.cluster.compile(pod)?.value;
    const { egress, ingress } = verdict(policy, policy, { ...flow, protocol });
    return direction === 'In' ? ingress.allowed : egress.allowed;
  }
}

function stateOf({ onUnsupported, translate }: Settings): ClusterState {
  return new ClusterState({ onUnsupported, backend: windows(translate) });
}
