/** One endpoint's ACLs, and its verdict on a packet. Rules apply in ascending Priority, first Switch rules (VFP), then Host rules (WFP). */
import type { AddressSet } from '../../core/address.ts';
import { networkType } from '../../hns/network-types.ts';
import { canonicalText } from './canonical-text.ts';
import { type Action, type Direction, type FlowPacket, isNeighbourDiscovery, matches, type Rule, ruleOf } from './matcher.ts';
import type { EndpointRecord, NetworkType, Policy } from './records.ts';
import type { Switches } from './switches.ts';

/** One endpoint's ACLs, in ascending Priority. */
export interface Ruleset {
  /** True if ACLs have an effect on this network. */
  readonly enforced: boolean;
  /** True if a Host rule must allow the packet too. */
  readonly needsHost: boolean;
  readonly In: DirectionRules;
  readonly Out: DirectionRules;
}

interface DirectionRules {
  readonly Switch: readonly Rule[];
  readonly Host: readonly Rule[];
}

/** The ACL that decides. */
export interface DecidingAcl {
  /** `''` if the ACL has no Id. */
  readonly Id: string;
  readonly Priority: number;
  readonly Action: Action;
  readonly RuleType: 'Switch' | 'Host';
}

export interface Decision {
  /** Never true for a clash. */
  readonly allowed: boolean;
  /**
   * `no-match`: no ACL matches. `host-firewall`: the Switch stage allows the packet, but a required Host rule is missing. `clash`: ACLs of one
   * priority disagree, and the winner is undefined in HNS. `neighbour-discovery`: no ACL applies to it.
   */
  readonly by: 'acl' | 'no-match' | 'host-firewall' | 'clash' | 'neighbour-discovery';
  readonly acl?: DecidingAcl;
  /** All matching ACLs of the clashing priority. */
  readonly clash?: readonly DecidingAcl[];
}

/** @param sets SetPolicies of the endpoint's network, by Id. */
export function rulesetOf(
  { policies, native }: Pick<EndpointRecord, 'policies' | 'native'>,
  network: NetworkType,
  sets: ReadonlyMap<string, AddressSet>,
  switches: Switches,
): Ruleset {
  // A tier could decide before any ACL, so a verdict without it would be wrong.
  if (policies.some(policy => policy.Type === 'TierAcl'))
    throw new Error('the simulator stores TierAcl policies but does not enforce them');
  const rules = policies.flatMap(policy => ruleOf(policy, sets, switches) ?? []).sort((a, b) => a.priority - b.priority);
  const of = (direction: Direction, stage: Rule['stage']) => rules.filter(rule => rule.direction === direction && rule.stage === stage);
  const isLater = (policy: Policy) => policy.Type === 'ACL' && !native.has(canonicalText(policy));
  return {
    enforced: networkType(network)?.switchEnforced === true || switches.aclsWithoutVfp === 'enforced',
    needsHost: networkType(network)?.needsHostPair === true && switches.hostFirewall === 'closed' && policies.some(isLater),
    In: { Switch: of('In', 'Switch'), Host: of('In', 'Host') },
    Out: { Switch: of('Out', 'Switch'), Host: of('Out', 'Host') },
  };
}

export function decide(rules: Ruleset, direction: Direction, packet: FlowPacket, switches: Switches): Decision {
  if (switches.neighbourDiscovery === 'exempt' && isNeighbourDiscovery(packet)) return { allowed: true, by: 'neighbour-discovery' };
  const inSwitch = rules.enforced ? firstMatch(rules[direction].Switch, packet, switches) : undefined;
  const verdict = inSwitch ?? unmatched(rules, direction, switches);
  if (!verdict.allowed) return verdict;
  const inHost = firstMatch(rules[direction].Host, packet, switches);
  if (inHost && !inHost.allowed) return inHost;
  return rules.needsHost && !inHost ? { allowed: false, by: 'host-firewall' } : verdict;
}

/** The verdict at the lowest matching priority. Undefined if no rule matches. */
function firstMatch(rules: readonly Rule[], packet: FlowPacket, switches: Switches): Decision | undefined {
  const at = rules.findIndex(rule => matches(rule, packet, switches));
  const first = rules[at];
  if (!first) return undefined;
  let end = at + 1;
  while (rules[end]?.priority === first.priority) end++;
  const rivals = rules.slice(at + 1, end).filter(rule => matches(rule, packet, switches));
  if (rivals.some(rule => rule.action !== first.action)) return { allowed: false, by: 'clash', clash: [first, ...rivals].map(named) };
  return { allowed: first.action === 'Allow', by: 'acl', acl: named(first) };
}

function unmatched(rules: Ruleset, direction: Direction, { noMatch }: Switches): Decision {
  const denied =
    rules.enforced && (noMatch === 'deny' ? any(rules[direction]) : noMatch === 'denyBoth' && (any(rules.In) || any(rules.Out)));
  return { allowed: !denied, by: 'no-match' };
}

function any(rules: DirectionRules): boolean {
  return rules.Switch.length + rules.Host.length > 0;
}

function named({ id, priority, action, stage }: Rule): DecidingAcl {
  return { Id: id ?? '', Priority: priority, Action: action, RuleType: stage };
}
