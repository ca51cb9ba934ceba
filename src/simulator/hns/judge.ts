/** Judges packets for one node. It caches each endpoint's ruleset until the policies or the switches change, and collects mistakes. */

import type { Direction, FlowPacket } from './matcher.ts';
import { type Mistake, Mistakes } from './mistakes.ts';
import type { EndpointRecord, NetworkRecord } from './records.ts';
import { type Decision, decide, type Ruleset, rulesetOf } from './ruleset.ts';
import { setsOf } from './set-policies.ts';
import type { Switches } from './switches.ts';

export class Judge {
  readonly #node: string;
  readonly #mistakes = new Mistakes();
  readonly #read = new WeakMap<EndpointRecord, { readonly from: readonly unknown[]; readonly rules: Ruleset }>();

  /** @param node The node's name. */
  constructor(node: string) {
    this.#node = node;
  }

  judge(endpoint: EndpointRecord, network: NetworkRecord, direction: Direction, packet: FlowPacket, switches: Switches): Decision {
    const decision = decide(this.#rulesOf(endpoint, network, switches), direction, packet, switches);
    if (decision.clash) this.#mistakes.clash(this.#node, endpoint.id, direction, decision.clash);
    return decision;
  }

  get mistakes(): readonly Mistake[] {
    return this.#mistakes.list;
  }

  #rulesOf(endpoint: EndpointRecord, network: NetworkRecord, switches: Switches): Ruleset {
    const from = [endpoint.policies, network.policies, switches];
    const known = this.#read.get(endpoint);
    if (known?.from.every((part, index) => part === from[index])) return known.rules;
    const rules = rulesetOf(endpoint, network.type, setsOf(network), switches);
    this.#read.set(endpoint, { from, rules });
    return rules;
  }
}
